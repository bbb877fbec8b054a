/** A comparison in which every text is the same one. */
import type { ChangeMap, TrafficChange, ZoneChange } from '../../src/model/change-map.ts';
import type { Span } from '../../src/model/span.ts';
import type { DiffReport } from '../../src/report/diff-json.ts';
import { zoneMapOf } from './zone-map-of.ts';

/** Where the grant of its entry stands. */
export const entryPlace: Span = { file: 'conduits/a.yaml', line: 7, column: 3, endLine: 7, endColumn: 9 };

/** One entry in which every text is the same one. */
export function diffReportOf(text: string): DiffReport {
  const end = { endpoint: `zone/${text}`, address: '10.0.0.1' };
  return {
    schema: 'zonewright/diff/v1',
    plant: text,
    base: { name: text, revision: null },
    head: { name: text, revision: 'abc' },
    opened: [
      {
        from: text,
        to: text,
        owner: text,
        more: true,
        entries: [
          {
            sources: [`zone/${text}`],
            destinations: [`zone/${text}`],
            services: [{ protocol: text, transport: 'tcp', ports: { from: 502, to: 502 } }],
            operations: [{ class: 'write', name: text }],
            objects: [{ units: null, tables: [text], ranges: null }],
            time: text,
            severity: 'high',
            because: [text],
            witness: {
              source: end,
              destination: end,
              protocol: text,
              transport: 'tcp',
              port: 502,
              sessions: [],
              operation: { class: 'write', code: '6', name: text },
              object: null,
              time: null,
            },
            grants: [
              {
                id: text,
                conduit: text,
                owner: text,
                reason: text,
                ticket: text,
                expires: null,
                at: { ...entryPlace, file: text },
              },
            ],
            causes: [{ what: text, base: null, head: entryPlace }],
          },
        ],
      },
    ],
    closed: [],
    moved: [{ base: `zone/${text}`, head: `zone/${text}x`, lost: [text], gained: [text], grants: 1, at: entryPlace }],
    uncompared: [{ name: text, side: 'head', at: entryPlace }],
    held: [
      {
        grant: text,
        change: 'widened',
        severity: 'medium',
        base: { ...entryPlace, file: text },
        head: null,
        at: { ...entryPlace, file: text },
        opened: [{ id: text, at: { ...entryPlace, file: text } }],
      },
    ],
    approvals: [{ owner: text, members: [text, text], zones: [text], severity: 'high' }],
    changedConversations: null,
    approvedBy: null,
    boundaries: [
      {
        id: text,
        presence: 'kept',
        enforcement: [{ grant: text, base: ['exact'], head: ['wider'], losses: ['operations'], at: entryPlace }],
        files: [{ name: text, added: 1, removed: 0, patch: `--- a\n+++ b\n@@ -0,0 +1 @@\n+${JSON.stringify(text)}\n` }],
      },
    ],
    summary: {
      opened: 1,
      closed: 0,
      moved: 1,
      widened: 1,
      narrowed: 0,
      severities: { critical: 0, high: 1, medium: 0, low: 0, info: 0 },
    },
  };
}

/** The same on a map of two zones, with something opened, closed and not compared everywhere. */
export function changeMapOf(text: string): ChangeMap {
  const { opened, moved } = diffReportOf(text);
  const change: TrafficChange = { presence: 'kept', opened, closed: opened, uncompared: [text] };
  const map = zoneMapOf(text);
  return {
    map,
    zones: map.zones.map((): ZoneChange => ({ presence: 'new', before: text, inside: change, moved })),
    links: map.links.map(() => change),
  };
}
