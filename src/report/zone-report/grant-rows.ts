/** Data flows as rows of a table, one for each grant as a person wrote it. */

import type { PlanGrant } from '../../model/plan.ts';
import { formatSpan } from '../../model/span.ts';
import { entryWords } from '../diff-words.ts';
import { grantEntry } from '../grant-words.ts';
import { type Cell, code } from './document.ts';

export const grantTableHead: readonly string[] = [
  'grant',
  'data flow',
  'service and time',
  'owner, reason',
  'written at',
];

/** A grant on a group of protocols is one row, though it is a grant for each of them. */
export function grantRows(grants: readonly PlanGrant[]): readonly (readonly Cell[])[] {
  return [...Map.groupBy(grants, ({ id }) => id.replace(/\([^()]*\)$/, ''))].flatMap(([id, own]) => {
    const [first] = own;
    if (first === undefined) return [];
    const entry = grantEntry(first);
    const said = entryWords({ ...entry, services: own.flatMap((grant) => grantEntry(grant).services) });
    const objects = said.objects === '' ? '' : `${said.objects} of `;
    const notes = [first.owner ?? 'no owner', first.ticket, first.reason ?? 'no reason'].filter(
      (note) => note !== null,
    );
    return [
      [
        [code(id)],
        [`${said.sources} may ${said.operations} ${objects}${said.destinations}`],
        [said.how],
        [notes.join(', ')],
        [code(formatSpan(first.at))],
      ],
    ];
  });
}
