/** Which request of the protocol asks which question of the language stage. */
import {
  type CodeAction,
  CodeActionKind,
  type Connection,
  type Diagnostic,
  MarkupKind,
  type Position,
  type TextDocuments,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type SourceText, sourceTextOf, spanOf } from '../../compiler/parse/source-text.ts';
import { completeAt } from '../../language/complete/complete.ts';
import type { Proposal } from '../../language/complete/proposal.ts';
import { definitionsAt, referencesAt } from '../../language/find-places.ts';
import { hoverAt } from '../../language/hover.ts';
import { outlineOf } from '../../language/outline.ts';
import type { PlantView } from '../../language/plant-view.ts';
import { type DiagnosticData, offsetAt, toItems, toLocation, toRange, toSymbol } from './to-protocol.ts';
import type { Place, Workspace } from './workspace.ts';

export interface AskedEditor {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly workspace: Workspace;
}

export function answerQuestions({ connection, documents, workspace }: AskedEditor): void {
  /** The place that a question is about, with the text as it is now. */
  const placed = (uri: string): PlacedText | null => {
    const place = workspace.placeOf(uri);
    const document = documents.get(uri);
    // Rego has findings and nothing else here.
    if (place === null || document === undefined || place.file.endsWith('.rego')) return null;
    return { ...place, source: sourceTextOf(place.file, document.getText()) };
  };

  const ask = async <T>(
    uri: string,
    position: Position,
    answer: (view: PlantView, place: Place, offset: number) => T,
  ): Promise<T | null> => {
    const place = placed(uri);
    if (place === null) return null;
    const view = await place.plant.session.current();
    const { source } = placed(uri) ?? place;
    return answer(view, place, offsetAt(source, position));
  };

  answerCompletion(connection, placed);
  connection.onHover(({ textDocument, position }) =>
    ask(textDocument.uri, position, (view, { file }, offset) => {
      const hover = hoverAt(view, file, offset);
      if (hover === null) return null;
      return { contents: { kind: MarkupKind.Markdown, value: hover.text }, range: toRange(spanOf(hover.at)) };
    }),
  );

  connection.onDefinition(({ textDocument, position }) =>
    ask(textDocument.uri, position, (view, { plant, file }, offset) =>
      definitionsAt(view, file, offset).map((at) => toLocation(at, (name) => workspace.uriOf(plant, name))),
    ),
  );

  connection.onReferences(({ textDocument, position, context }) =>
    ask(textDocument.uri, position, (view, { plant, file }, offset) =>
      referencesAt(view, file, offset, context.includeDeclaration ? 'with' : 'without').map((at) =>
        toLocation(at, (name) => workspace.uriOf(plant, name)),
      ),
    ),
  );

  connection.onDocumentSymbol(({ textDocument }) =>
    ask(textDocument.uri, { line: 0, character: 0 }, (view, { file }) => outlineOf(view, file).map(toSymbol)),
  );

  connection.onCodeAction(({ textDocument, context }) =>
    context.diagnostics.flatMap((each) => fixOf(textDocument.uri, each)),
  );
}

/** A place, with the text as it is now. */
interface PlacedText extends Place {
  readonly source: SourceText;
}

/** Texts about proposals are worked out when somebody looks at one. */
function answerCompletion(connection: Connection, placed: (uri: string) => PlacedText | null): void {
  let proposed: { readonly list: number; readonly proposals: readonly Proposal[] } = { list: 0, proposals: [] };
  connection.onCompletion(({ textDocument, position }) => {
    const place = placed(textDocument.uri);
    if (place === null) return null;
    const completion = completeAt(place.plant.session.known(), place.source, offsetAt(place.source, position));
    proposed = { list: proposed.list + 1, proposals: completion.proposals };
    return { isIncomplete: completion.isCut, items: toItems(completion, place.source, proposed.list) };
  });

  connection.onCompletionResolve((item) => {
    const { list, index } = (item.data ?? {}) as { readonly list?: number; readonly index?: number };
    const text = list === proposed.list ? proposed.proposals[index ?? -1]?.documentation?.() : null;
    return text === null || text === undefined
      ? item
      : { ...item, documentation: { kind: MarkupKind.Markdown, value: text } };
  });
}

function fixOf(uri: string, diagnostic: Diagnostic): readonly CodeAction[] {
  const fix = diagnostic.source === 'zonewright' ? (diagnostic.data as DiagnosticData | undefined)?.fix : null;
  if (fix === null || fix === undefined) return [];
  return [
    {
      title: `Write \`${fix.text}\``,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      isPreferred: true,
      edit: { changes: { [uri]: [{ range: toRange(fix.at), newText: fix.text }] } },
    },
  ];
}
