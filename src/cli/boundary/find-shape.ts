/** Which table the policy of a boundary runs in, for commands that read no plant: a host may have one of a router and of a bridge. */
import { boundaryWord } from '../../exporters/nft/write/policy-name.ts';
import { type Running, readRunning } from '../../exporters/nftables/running/running-table.ts';
import { routerShape, type TableShape } from '../../exporters/nftables/running/table-shape.ts';
import { tableShapes } from '../../exporters/registry.ts';
import { listKernel } from './host-nft.ts';
import type { Boundary } from './open-boundary.ts';

/** The boundary with the shape of the table that it runs in. */
export async function withShape(boundary: Boundary): Promise<Boundary> {
  const { host, files } = boundary;
  for (const file of [files.candidate, files.boot]) {
    const text = Buffer.from((await host.read(file)) ?? []).toString();
    const written = tableShapes.find(({ table }) => text.includes(`\ntable ${table} {`));
    if (written !== undefined) return { ...boundary, shape: written };
  }
  return { ...boundary, shape: await shapeInKernel(boundary) };
}

/** Without files the kernel is asked: for a policy of that name, then for the only table there is. */
async function shapeInKernel({ id, host }: Boundary): Promise<TableShape> {
  const { listing } = await listKernel(host);
  const found = tableShapes.map((shape) => ({ shape, running: readRunning(listing, shape) }));
  const named = found.find(({ running }) => namesOf(running).includes(boundaryWord(id)));
  const present = found.filter(({ running }) => running.kind !== 'absent');
  return named?.shape ?? (present.length === 1 ? present[0]?.shape : undefined) ?? routerShape;
}

function namesOf(running: Running): readonly (string | undefined)[] {
  const table = running.kind === 'changed' ? running.without : running.kind === 'table' ? running : null;
  return table === null ? [] : [table.confirmed.policy?.boundary, table.trial?.policy?.boundary];
}
