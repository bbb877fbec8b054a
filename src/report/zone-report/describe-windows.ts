/** The times at which grants hold that do not always hold. */
import { formatDuration } from '../../algebra/duration.ts';
import type { PlanWindow } from '../../model/plan.ts';
import type { WindowSpan } from '../../model/plant.ts';
import { type Block, code } from './document.ts';

/** Nothing where there are none; what `expires` and `starts` say is written at the grants. */
export function describeWindows(windows: readonly PlanWindow[]): readonly Block[] {
  const named = windows.filter(({ id }) => !/^(until|since):/.test(id));
  if (named.length === 0) return [];
  return [
    { kind: 'heading', level: 2, id: 'windows', text: 'Windows' },
    {
      kind: 'table',
      head: ['window', 'when', 'time zone'],
      rows: named.map(({ id, timezone, span }) => [[code(id)], [spanWords(span)], [timezone]]),
    },
  ];
}

function spanWords(span: WindowSpan): string {
  switch (span.kind) {
    case 'weekly':
      return `${span.days.join(', ')} from ${clock(span.from)} to ${clock(span.to)}`;
    case 'once':
      return [
        ...(span.from === null ? [] : [`from ${span.from}`]),
        ...(span.to === null ? [] : [`to ${span.to}`]),
      ].join(' ');
    case 'session':
      return `while a vendor session is open, at most ${formatDuration(span.longest)}; a ticket is ${span.ticket}`;
  }
}

/** `06:00`; 1440 is `24:00`. */
function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
