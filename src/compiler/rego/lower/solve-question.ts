/** The whole of a question: first who talks to whom, then over which protocols and what is asked. */

import type { Endpoint } from '../../../model/endpoint.ts';
import { type Assignment, signatureOf } from './assignment.ts';
import { type Box, nothing, type Parts, type Unsaid } from './box.ts';
import { levels } from './component.ts';
import { joinObjects } from './join-objects.ts';
import { ask, type Question } from './question.ts';
import { solveLevel } from './solve-level.ts';
import { solveProtocols } from './solve-protocols.ts';

export interface Solved {
  readonly boxes: readonly Box[];
  readonly unsaid: readonly Unsaid[];
}

export function solveQuestion(question: Question): Solved {
  const constants = question.query.components.flatMap((each, index) => (each.last < 0 ? [index] : []));
  const answers = constants.map((index) => ({ index, answer: ask(question, index, {}) }));
  if (answers.some(({ answer }) => answer === 'fails')) return { boxes: [], unsaid: [] };
  const { sources, destinations } = question;
  const { parts, unsaid } =
    sources.length === 0 || destinations.length === 0 ? nothing : solveSources(question, sources, destinations);
  const open = answers.find(({ answer }) => answer === 'unknown');
  if (open === undefined) return { boxes: parts.flatMap(joinObjects), unsaid };
  return {
    boxes: [],
    unsaid: parts.length + unsaid.length === 0 ? [] : [{ reason: 'unknown', component: open.index }],
  };
}

function solveSources(question: Question, sources: readonly Endpoint[], destinations: readonly Endpoint[]): Parts {
  return solveLevel(question, {
    index: levels.indexOf('source'),
    points: sources,
    assign: (source): Assignment => ({ source }),
    next: (assignment) => solveDestinations(question, destinations, assignment),
    pack: (points) => ({ parts: [{ sources: idsOf(points) }], unsaid: null }),
  });
}

function solveDestinations(question: Question, destinations: readonly Endpoint[], before: Assignment): Parts {
  return solveLevel(question, {
    index: levels.indexOf('destination'),
    points: destinations,
    assign: (destination): Assignment => ({ ...before, destination }),
    next: (assignment) => solveServices(question, assignment),
    pack: (points) => ({ parts: [{ destinations: idsOf(points) }], unsaid: null }),
  });
}

/** Solved once for all ends that the rest of the query cannot tell apart. */
function solveServices(question: Question, assignment: Assignment): Parts {
  if (question.budget.evaluations <= 0) return nothing;
  const { components, services } = question.query;
  const later = components.filter((each) => each.last >= levels.indexOf('protocol'));
  const fields = [...new Set(later.flatMap((each) => each.fields))].sort();
  const key = signatureOf(assignment, fields);
  const known = services.get(key) ?? solveProtocols(question, assignment);
  services.set(key, known);
  return known;
}

function idsOf(points: readonly Endpoint[]): readonly string[] {
  return points.map((each) => each.id).sort();
}
