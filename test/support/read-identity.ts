/** What captures tell about devices, for tests of decoders. */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createAggregator } from '../../src/flows/aggregate.ts';
import { readFlows } from '../../src/flows/read-flows.ts';
import type { DeviceIdentity } from '../../src/model/identity.ts';
import { testContext } from './read-conversations.ts';

/** The facts that a protocol tells in some bytes: address, unit, field and value, in the order of devices and fields. */
export async function identityOf(content: Uint8Array, protocol: string): Promise<string[]> {
  return factLines(await devicesOf('input', inOnePiece(content)), protocol);
}

/** The same for a file. */
export async function identityOfPath(path: string, protocol: string): Promise<string[]> {
  return factLines(await devicesOf(basename(path), createReadStream(path)), protocol);
}

async function devicesOf(file: string, chunks: AsyncIterable<Uint8Array>): Promise<readonly DeviceIdentity[]> {
  const aggregator = createAggregator(testContext);
  await readFlows({ file, chunks }, testContext, aggregator);
  return aggregator.devices();
}

function factLines(devices: readonly DeviceIdentity[], protocol: string): string[] {
  return devices.flatMap(({ address, unit, facts }) =>
    facts
      .filter((fact) => fact.protocol === protocol)
      .map(({ field, value }) => `${address}${unit === null ? '' : ` unit ${unit}`} ${field} ${value}`),
  );
}

async function* inOnePiece(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}
