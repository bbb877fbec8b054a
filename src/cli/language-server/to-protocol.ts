/** Answers of the language stage in the words of the Language Server Protocol. */
import {
  type CompletionItem,
  CompletionItemKind,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentSymbol,
  type Location,
  type Position,
  type Range,
  SymbolKind,
} from 'vscode-languageserver/node';
import { type Located, type SourceText, spanOf } from '../../compiler/parse/source-text.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import type { Severity } from '../../diagnostics/severity.ts';
import type { Completion } from '../../language/complete/complete.ts';
import type { Proposal } from '../../language/complete/proposal.ts';
import type { OutlineItem } from '../../language/outline.ts';
import type { QuickFix } from '../../language/quick-fix.ts';
import type { Span } from '../../model/span.ts';
import type { FoundFinding } from './check-talk.ts';

/** Columns of both count UTF-16 code units; ours begin with 1. */
export function toRange({ line, column, endLine, endColumn }: Span): Range {
  return {
    start: { line: line - 1, character: column - 1 },
    end: { line: endLine - 1, character: endColumn - 1 },
  };
}

/** A position behind the end of its line is the end of the line. */
export function offsetAt({ text, lineStarts }: SourceText, { line, character }: Position): number {
  const start = lineStarts[line];
  if (start === undefined) return text.length;
  const next = lineStarts[line + 1];
  const end =
    next === undefined ? text.length : next - (/(\r\n|\n|\r)$/.exec(text.slice(start, next))?.[0].length ?? 0);
  return Math.min(start + character, end);
}

export function toLocation(at: Located, uriOf: (file: string) => string): Location {
  return { uri: uriOf(at.source.file), range: toRange(spanOf(at)) };
}

const severityNumbers: Readonly<Record<Severity, DiagnosticSeverity>> = {
  critical: DiagnosticSeverity.Error,
  high: DiagnosticSeverity.Error,
  medium: DiagnosticSeverity.Warning,
  low: DiagnosticSeverity.Information,
  info: DiagnosticSeverity.Hint,
};

export interface FindingLinks {
  readonly uriOf: (file: string) => string;
  /** The page about a finding; null when there is none on this machine. */
  readonly pageOf: (finding: Finding) => string | null;
}

/** What a quick fix needs to know, and how grave the finding is. */
export interface DiagnosticData {
  readonly severity: Severity;
  readonly fix: QuickFix | null;
}

/** A finding with its place at `at`. */
export function toDiagnostic({ finding, fix }: FoundFinding, at: Span, { uriOf, pageOf }: FindingLinks): Diagnostic {
  const page = pageOf(finding);
  const data: DiagnosticData = { severity: finding.severity, fix };
  return {
    range: toRange(at),
    severity: severityNumbers[finding.severity],
    code: finding.rule ?? finding.code,
    ...(page === null ? {} : { codeDescription: { href: page } }),
    source: 'zonewright',
    message: `${finding.message}\nwhy: ${finding.why}\nfix: ${finding.fix}`,
    relatedInformation: finding.related.map((related) => ({
      location: { uri: uriOf(related.at.file), range: toRange(related.at) },
      message: related.message,
    })),
    data,
  };
}

const itemKinds: Readonly<Record<Proposal['kind'], CompletionItemKind>> = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  operation: CompletionItemKind.Method,
  test: CompletionItemKind.Event,
  scope: CompletionItemKind.Folder,
  zone: CompletionItemKind.Module,
  template: CompletionItemKind.Struct,
  asset: CompletionItemKind.Variable,
  window: CompletionItemKind.Event,
  conduit: CompletionItemKind.Interface,
  grant: CompletionItemKind.Function,
  boundary: CompletionItemKind.File,
  invariant: CompletionItemKind.Constant,
  rule: CompletionItemKind.Reference,
  pack: CompletionItemKind.Reference,
  protocol: CompletionItemKind.Class,
  class: CompletionItemKind.EnumMember,
  allowlist: CompletionItemKind.Reference,
};

/** `list` and its place in it are how an item is found again when somebody wants to read about it. */
export function toItems({ start, end, proposals }: Completion, source: SourceText, list: number): CompletionItem[] {
  const range = toRange(spanOf({ source, start, end }));
  return proposals.map((proposal, index) => ({
    label: proposal.text,
    kind: itemKinds[proposal.kind],
    ...(proposal.detail === null ? {} : { detail: proposal.detail }),
    sortText: String(index).padStart(4, '0'),
    filterText: proposal.text,
    textEdit: { range, newText: proposal.insert },
    data: { list, index },
  }));
}

const symbolKinds: Readonly<Record<OutlineItem['kind'], SymbolKind>> = {
  section: SymbolKind.Namespace,
  test: SymbolKind.Event,
  scope: SymbolKind.Package,
  zone: SymbolKind.Module,
  template: SymbolKind.Struct,
  asset: SymbolKind.Variable,
  window: SymbolKind.Event,
  conduit: SymbolKind.Interface,
  grant: SymbolKind.Function,
  boundary: SymbolKind.File,
  invariant: SymbolKind.Constant,
  rule: SymbolKind.Key,
  pack: SymbolKind.Key,
  protocol: SymbolKind.Class,
  class: SymbolKind.EnumMember,
  allowlist: SymbolKind.Key,
};

export function toSymbol({ name, kind, at, nameAt, items }: OutlineItem): DocumentSymbol {
  return {
    name,
    detail: kind === 'section' ? '' : kind,
    kind: symbolKinds[kind],
    range: toRange(spanOf(at)),
    selectionRange: toRange(spanOf(nameAt)),
    children: items.map(toSymbol),
  };
}
