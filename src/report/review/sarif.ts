/**
 * Notices as a SARIF 2.1.0 log (OASIS, Static Analysis Results Interchange Format). Columns count UTF-16 code units, as
 * spans do; `security-severity` is what code scanning services sort by (0.1 to 10.0).
 */
import { gravestOf, type Severity } from '../../diagnostics/severity.ts';
import { escapeText } from '../../diagnostics/words.ts';
import type { Span } from '../../model/span.ts';
import { fingerprints } from './fingerprint.ts';
import { pathFromTop } from './from-top.ts';
import type { Notice } from './notice.ts';

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** Where a finding about the plant as a whole is shown. */
const plantFile = 'plant.yaml';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

const securitySeverities: Readonly<Record<Severity, string | null>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.0',
  low: '2.0',
  info: null,
};

/** `reportingDescriptor` of the standard; results name it by its index. */
interface SarifRule {
  readonly id: string;
  readonly [property: string]: unknown;
}

/** The log as a document; `folder` is the plant's, from the top of the repository. */
export function renderSarif(notices: readonly Notice[], folder: string, version: string): string {
  const rules = [...Map.groupBy(notices, ({ rule }) => rule.id).values()].map(ruleOf);
  const places = new Map(rules.map(({ id }, index) => [id, index]));
  const prints = fingerprints(notices);
  const log = {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'zonewright', semanticVersion: version, rules } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { description: { text: 'the top of the repository' } } },
        results: notices.map((notice, index) => ({
          ...resultOf(notice, folder),
          ruleIndex: places.get(notice.rule.id) ?? -1,
          partialFingerprints: { 'zonewright/v1': prints[index] ?? '' },
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf(notices: readonly Notice[]): SarifRule {
  const [{ rule } = { rule: { id: '', why: '', references: [] } }] = notices;
  const severity = gravestOf(notices.map((each) => each.severity)) ?? 'info';
  const weight = securitySeverities[severity];
  return {
    id: rule.id,
    shortDescription: { text: rule.id },
    fullDescription: { text: sentence(rule.why) },
    help: { text: [sentence(rule.why), ...rule.references].join('\n') },
    defaultConfiguration: { level: levels[severity] },
    properties: {
      tags: ['security', ...rule.references],
      ...(weight === null ? {} : { 'security-severity': weight }),
    },
  };
}

function resultOf(
  { rule, severity, message, fix, at, related }: Notice,
  folder: string,
): Readonly<Record<string, unknown>> {
  return {
    ruleId: rule.id,
    level: levels[severity],
    message: { text: escapeText([sentence(message), ...(fix === null ? [] : [sentence(fix)])].join(' ')) },
    locations: [locationOf(at, folder)],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((each, id) => ({
            id,
            ...locationOf(each.at, folder),
            message: { text: escapeText(each.message) },
          })),
        }),
  };
}

function locationOf(at: Span | null, folder: string): Readonly<Record<string, unknown>> {
  const file = pathFromTop(at?.file ?? plantFile, folder);
  const uri = file.split('/').map(encodeURIComponent).join('/');
  return {
    physicalLocation: {
      artifactLocation: { uri, uriBaseId: 'SRCROOT' },
      ...(at === null ? {} : { region: regionOf(at) }),
    },
  };
}

function regionOf({ line, column, endLine, endColumn }: Span): Readonly<Record<string, number>> {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** With a capital and a full stop. */
function sentence(words: string): string {
  const begun = words.replace(/^[a-z]/, (letter) => letter.toUpperCase());
  return /[.?!]$/.test(begun) ? begun : `${begun}.`;
}
