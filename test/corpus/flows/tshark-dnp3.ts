/** DNP3 as Wireshark's dissector reads it: application fragments with their objects, and link frames without data. */
import { dissect, endsOf, nodesOf, numberOf, type PdmlNode, type PdmlPacket, textOf } from '../../support/pdml.ts';
import type { SeenOperation } from './operation-tally.ts';

/** One fragment or link frame. */
export interface DissectedDnp3 {
  readonly frame: number;
  readonly stream: string;
  readonly fromMaster: boolean;
  readonly master: string;
  readonly outstation: string;
  /** Link address of the outstation. */
  readonly unit: number;
  /** Function of the application, or p or s and that of the link. */
  readonly code: string;
  readonly sequence: number;
  readonly isFirst: boolean;
  readonly isFinal: boolean;
  /** The outstation says that it does not know the function (1), an object (2), or a parameter (4). */
  readonly refusal: number;
  readonly objects: readonly DissectedObject[];
  /** Control status of each object that has one. */
  readonly statuses: readonly number[];
  readonly isMalformed: boolean;
}

/** Objects under one header, or one that has an index. */
export interface DissectedObject {
  readonly group: number;
  readonly variation: number;
  readonly first: number | null;
  readonly count: number | null;
}

/** All of it in one capture. */
export function dissectDnp3(path: string): readonly DissectedDnp3[] {
  // Of packets that were captured several times, each counts once.
  return dissect(path, 'dnp3 && !tcp.analysis.retransmission', ['dnp3']).flatMap((packet) =>
    packet.layers.filter(({ name }) => name === 'dnp3').flatMap((layer) => readLayer(packet, layer)),
  );
}

function readLayer(packet: PdmlPacket, layer: PdmlNode): DissectedDnp3[] {
  const { source, destination } = endsOf(packet);
  const fromMaster = numberOf(layer, 'dnp3.ctl.dir') === 1;
  const link = numberOf(layer, 'dnp3.ctl.prm') === 1 ? 'p' : 's';
  const isLinkOnly = numberOf(layer, 'dnp3.len') === 5;
  const application = numberOf(layer, 'dnp3.al.func');
  if (application === null && !isLinkOnly) return [];
  const function_ = numberOf(layer, link === 'p' ? 'dnp3.ctl.prifunc' : 'dnp3.ctl.secfunc');
  const flag = (name: string) => numberOf(layer, `dnp3.al.${name}`) === 1;
  return [
    {
      frame: packet.frame,
      stream:
        textOf({ children: packet.layers }, 'tcp.stream') ?? textOf({ children: packet.layers }, 'udp.stream') ?? '',
      fromMaster,
      master: fromMaster ? source : destination,
      outstation: fromMaster ? destination : source,
      unit: numberOf(layer, fromMaster ? 'dnp3.dst' : 'dnp3.src') ?? 0,
      code: application === null ? `${link}${function_}` : String(application),
      sequence: numberOf(layer, 'dnp3.al.seq') ?? 0,
      isFirst: flag('fir'),
      isFinal: flag('fin'),
      refusal: (flag('iin.fcni') ? 1 : 0) | (flag('iin.obju') ? 2 : 0) | (flag('iin.pioor') ? 4 : 0),
      objects: nodesOf(layer, 'dnp3.al.obj').flatMap(readObjects),
      statuses: nodesOf(layer, 'dnp3.al.ctrlstatus').map(({ show }) => Number(show) & 0x7f),
      isMalformed: packet.layers.some(({ name }) => name === '_ws.malformed'),
    },
  ];
}

function readObjects(node: PdmlNode): DissectedObject[] {
  const number = Number(node.show);
  const base = { group: number >>> 8, variation: number & 0xff };
  const prefix = numberOf(node, 'dnp3.al.objq.prefix') ?? 0;
  const indexes = nodesOf(node, 'dnp3.al.index');
  if (prefix > 0 && indexes.length > 0) return indexes.map(({ show }) => ({ ...base, first: Number(show), count: 1 }));
  const first = numberOf(node, 'dnp3.al.range.start');
  const last = numberOf(node, 'dnp3.al.range.stop');
  if (first === null || last === null) return [{ ...base, first: null, count: null }];
  return [{ ...base, first, count: last - first + 1 }];
}

/** What is asked, and reported unasked, each object by itself. */
export function seenIn(messages: readonly DissectedDnp3[], tableOf: (group: number) => string): SeenOperation[] {
  return messages
    .filter(({ code }) => code !== '129' && !code.startsWith('s'))
    .flatMap(({ master, outstation, unit, code, objects }) => {
      const base = { source: master, destination: outstation, unit };
      if (objects.length === 0) return [{ ...base, code }];
      return objects.map(({ group, first, count }) => ({
        ...base,
        code: codeOf(code, group),
        table: tableOf(group),
        first,
        count,
      }));
    });
}

/** By the catalogue's words: the group matters where it changes what a function does. */
export function codeOf(code: string, group: number): string {
  const changes = (code === '1' && group === 70) || (code === '2' && [50, 70, 80, 112].includes(group));
  return changes ? `${code}.${group}` : code;
}
