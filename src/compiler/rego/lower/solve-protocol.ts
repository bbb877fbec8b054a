/** One protocol of a question: services, then operations, objects, ranges and windows. */
import type { Protocol } from '../../../model/catalogue.ts';
import type { PlanOperation } from '../../../model/plan.ts';
import type { Assignment } from './assignment.ts';
import { isNothing, nothing, type Parts } from './box.ts';
import { levels } from './component.ts';
import { noObject, objectPoints, objectsFrom } from './objects.ts';
import { connectPoint, type OperationPoint, operationPoints } from './operation-points.ts';
import { operationsFrom } from './operations.ts';
import { ask, constantsAt, type Question } from './question.ts';
import { servicePoints, servicesFrom } from './services.ts';
import { solveLevel } from './solve-level.ts';
import { solveSpan, solveWindows } from './solve-span.ts';
import { isFresh } from './value.ts';

const noService = 'what passes is on no transport that the catalogue has for the protocol';
const noOperations = 'the catalogue knows no operations of the protocol, and its use alone does not pass';

/** Reasons that only matter when nothing passes elsewhere, as such conversations are not seen. */
export const neverSeen: readonly string[] = [noService, noOperations];

type Step = (assignment: Assignment) => Parts;

/**
 * What passes over a protocol that the catalogue knows. One that the rule does not name is read as `listed`: only what
 * the catalogue says that it can ask makes a grant, so that a rule on firmware does not open a protocol without any.
 */
export type Reading = 'named' | 'listed';

export function solveProtocol(question: Question, protocol: Protocol, before: Assignment, reading: Reading): Parts {
  // Objects cannot limit a protocol of which nothing but its use is seen.
  const objectless = protocol.operations.length === 0 || (reading === 'listed' && protocol.object === null);
  return solveServices(question, protocol, before, reading, (service) =>
    solveOperations(question, protocol, service, reading, (operation) =>
      objectless ? solveWithoutObjects(question, operation) : solveObjects(question, protocol, operation, reading),
    ),
  );
}

/**
 * What passes although nobody recognises its protocol: it is only seen to use a service. `points` are the operations
 * of a protocol of which nothing is known.
 */
export function solveUnrecognised(
  question: Question,
  protocol: Protocol,
  before: Assignment,
  points: readonly OperationPoint[],
): Parts {
  const limited = question.query.components.some(
    (each) => each.levels.includes(levels.indexOf('object')) || each.levels.includes(levels.indexOf('span')),
  );
  const among = (service: Assignment, some: readonly OperationPoint[]): Parts =>
    solveLevel(question, {
      index: levels.indexOf('operation'),
      points: some,
      assign: (operation): Assignment => ({ ...service, operation }),
      next: (assignment) => solveWithoutObjects(question, assignment),
      pack: (passing) => {
        if (!passing.includes(connectPoint)) return { parts: [], unsaid: null };
        if (limited) return { parts: [], unsaid: 'traffic that nobody recognises passes by what it does not say' };
        const all = passing.length === points.length;
        const classes = passing.flatMap((each): PlanOperation[] =>
          each === connectPoint ? [] : [{ class: each.class, name: null }],
        );
        return { parts: [{ operations: all ? null : classes }], unsaid: null };
      },
    });
  return solveServices(question, protocol, before, 'listed', (service) =>
    isNothing(among(service, [connectPoint])) ? nothing : among(service, points),
  );
}

function solveServices(
  question: Question,
  protocol: Protocol,
  before: Assignment,
  reading: Reading,
  next: Step,
): Parts {
  const index = levels.indexOf('service');
  return solveLevel(question, {
    index,
    points: servicePoints(constantsAt(question.query, index, 'numbers')),
    assign: (service): Assignment => ({ ...before, service }),
    next,
    pack: (points) => {
      const services = servicesFrom(
        points,
        protocol,
        reading === 'named' && namesTransports(question) ? 'named' : 'own',
      );
      if (services.length > 0) return { parts: [{ services }], unsaid: null };
      return { parts: [], unsaid: reading === 'listed' ? null : noService };
    },
  });
}

function namesTransports({ query }: Question): boolean {
  return query.components.some(({ reads }) =>
    ['service.transport', 'service', '*'].some((field) => reads.fields.has(field)),
  );
}

/** Session operations come with any grant, so they are looked at only when nothing else passes. */
function solveOperations(
  question: Question,
  protocol: Protocol,
  before: Assignment,
  reading: Reading,
  next: Step,
): Parts {
  const index = levels.indexOf('operation');
  const all = operationPoints(protocol, question.catalogue, constantsAt(question.query, index, 'texts'));
  const some = (points: readonly OperationPoint[]): Parts =>
    solveLevel(question, {
      index,
      points,
      assign: (operation): Assignment => ({ ...before, operation }),
      seen: (point) => point.seen,
      next,
      pack: (passing) => packOperations(passing, all, protocol, reading),
    });
  if (protocol.operations.length === 0) return some(all);
  const found = some(all.filter((each) => each.class !== 'session'));
  return isNothing(found) ? some(all.filter((each) => each.class === 'session')) : found;
}

function packOperations(
  passing: readonly OperationPoint[],
  all: readonly OperationPoint[],
  protocol: Protocol,
  reading: Reading,
): ReturnType<Parameters<typeof solveLevel>[1]['pack']> {
  if (protocol.operations.length === 0 && !passing.includes(connectPoint)) {
    return { parts: [], unsaid: reading === 'listed' ? null : noOperations };
  }
  // A grant on what no conversation can be would still let the session operations of the service pass.
  if (!passing.some((each) => each.seen)) return { parts: [], unsaid: null };
  const { operations, unsaid } = operationsFrom(passing, all, protocol);
  const reason = unsaid === null ? null : `a grant cannot say ${unsaid}`;
  return { parts: operations?.length === 0 ? [] : [{ operations }], unsaid: reason };
}

function solveObjects(question: Question, protocol: Protocol, before: Assignment, reading: Reading): Parts {
  const index = levels.indexOf('object');
  const limited = question.query.components.some((each) => each.levels.includes(index));
  const all = limited
    ? objectPoints(
        protocol.object,
        reading === 'named' ? constantsAt(question.query, index, 'texts') : null,
        constantsAt(question.query, index, 'numbers'),
      )
    : [noObject];
  return solveLevel(question, {
    index,
    points: all,
    assign: (object): Assignment => ({ ...before, object }),
    // Other tables than the catalogue lists are never seen, if it lists any.
    seen: (object) => !isFresh(object.table) || (protocol.object?.tables ?? []).length === 0,
    next: (assignment) => solveSpan(question, assignment),
    pack: (passing) => {
      const objects = objectsFrom(passing, all, protocol.object);
      if (objects === null)
        return { parts: [], unsaid: 'it also lets pass what has no unit or no table, which a grant cannot say' };
      return objects.length === 0 ? { parts: [], unsaid: null } : { parts: [{ objects }], unsaid: null };
    },
  });
}

/** For an operation that is known to touch no object. */
function solveWithoutObjects(question: Question, before: Assignment): Parts {
  const assignment: Assignment = { ...before, object: noObject, objectless: true };
  const { components } = question.query;
  const limits = components.flatMap((each, index) =>
    each.last === levels.indexOf('object') || each.last === levels.indexOf('span') ? [index] : [],
  );
  const answers = limits.map((index) => ({ index, answer: ask(question, index, assignment) }));
  if (answers.some(({ answer }) => answer === 'fails')) return nothing;
  const { parts, unsaid } = solveWindows(question, assignment);
  const unknown = answers.find(({ answer }) => answer === 'unknown');
  const whole = parts.map((part) => ({ ...part, objects: [noLimit], range: null }));
  if (unknown === undefined) return { parts: whole, unsaid };
  return { parts: [], unsaid: isNothing({ parts, unsaid }) ? [] : [{ reason: 'unknown', component: unknown.index }] };
}

const noLimit = { unit: null, table: null };
