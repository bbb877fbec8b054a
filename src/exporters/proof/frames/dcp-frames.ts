/** Frames of PROFINET DCP (IEC 61158-6-10 4.3), asked one service at a time. */
import type { DiagramNode } from '../../../algebra/diagram-runs.ts';
import { type IntegerSet, integersOf } from '../../../algebra/integer-set.ts';
import type { Protocol } from '../../../model/catalogue.ts';
import type { Asked } from './asked-together.ts';
import type { Contents } from './contents.ts';
import { type FrameSpace, frameAxes, framesWith } from './frame-space.ts';

/** Requests, and the responses that only answer them. */
export function dcpContents(space: FrameSpace, protocol: Protocol, asked: readonly Asked[]): Contents {
  // Of a Set, the catalogue lists some of what it may write; the rest is in the same frames.
  const opaque = new Set(protocol.operations.flatMap(({ code }) => /^(\d+)\./.exec(code)?.[1] ?? []).map(Number));
  const serviceOf = (code: string): number => Number(code.split('.')[0]);
  const listed = new Set(protocol.operations.map((entry) => serviceOf(entry.code)));
  const services = new Set(asked.flatMap(({ entry }) => (entry === null ? [] : [serviceOf(entry.code)])));
  for (const { entry, class: type, name } of asked) {
    if (entry !== null || type !== 'unknown') continue;
    const named = Number(/^code:(\d+)/.exec(name ?? '')?.[1] ?? Number.NaN);
    for (let service = 0; service < 0x100; service++)
      if ((!listed.has(service) || opaque.has(service)) && (name === null || named === service)) services.add(service);
  }
  const hello = services.delete(6);
  const within = (chosen: ReadonlySet<number>, types: readonly number[]): DiagramNode =>
    space.diagrams.intersect(
      framesWith(space, frameAxes.lead, dcpLeads(chosen)),
      framesWith(space, frameAxes.fourth, integersOf(types)),
    );
  const everyType = Array.from({ length: 0x100 }, (_, type) => type);
  const greetings = hello ? within(new Set([6]), everyType) : within(new Set(), []);
  return {
    requests: space.diagrams.union([within(services, [0]), greetings]),
    answers: within(services, [1, 5]),
    told: true,
    carries: (entry) =>
      entry === null
        ? [...services].some((service) => !listed.has(service) || opaque.has(service))
        : services.has(serviceOf(entry.code)) || (hello && serviceOf(entry.code) === 6),
    units: null,
  };
}

/** First three bytes: a frame id of DCP and a service. */
function dcpLeads(services: ReadonlySet<number>): IntegerSet {
  return integersOf(
    [0xfefc, 0xfefd, 0xfefe, 0xfeff].flatMap((id) => [...services].map((service) => (id << 8) | service)),
  );
}
