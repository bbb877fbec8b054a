/** The connection to an editor: which request asks which question (Language Server Protocol 3.17). */
import {
  type CodeAction,
  CodeActionKind,
  type Connection,
  type Diagnostic,
  DidChangeWatchedFilesNotification,
  type InitializeResult,
  MarkupKind,
  type Position,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type SourceText, sourceTextOf, spanOf } from '../../compiler/parse/source-text.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import { completeAt } from '../../language/complete/complete.ts';
import type { Proposal } from '../../language/complete/proposal.ts';
import { definitionsAt, referencesAt } from '../../language/find-places.ts';
import { hoverAt } from '../../language/hover.ts';
import { outlineOf } from '../../language/outline.ts';
import type { LanguageSetting, PlantView } from '../../language/plant-view.ts';
import { packagePage } from '../../platform/package-pages.ts';
import { fileUris } from './file-uris.ts';
import { openPlantSession } from './plant-session.ts';
import { openPublisher } from './publisher.ts';
import { type DiagnosticData, offsetAt, toItems, toLocation, toRange, toSymbol } from './to-protocol.ts';
import { openWorkspace, type Place } from './workspace.ts';

/** Keys after which an editor asks for proposals by itself. */
const triggers = [' ', ':', '[', '{', ',', '"', "'", '*', '-'];

/** After the last key, in milliseconds. */
const pauseLength = 400;

/** Answers until the connection ends. */
export function serveEditor(connection: Connection, version: string, shipped: LanguageSetting): void {
  let setting = shipped;
  const uris = fileUris(process.platform === 'win32');
  const documents = new TextDocuments(TextDocument);
  const workspace = openWorkspace(uris, (root) => openPlantSession(root, () => setting));
  const publisher = openPublisher({
    connection,
    workspace,
    pageOf: (finding) => {
      const page = packagePage(pageNameOf(finding, setting));
      return page === null ? null : uris.uriOf(page);
    },
    versionOf: (uri) => documents.get(uri)?.version ?? null,
    rulesKnown: ({ rules }) => {
      setting = { ...setting, rules };
      for (const { session } of workspace.plants()) session.touch('text');
    },
  });
  let watches = false;
  let pausing: NodeJS.Timeout | undefined;
  let proposed: { readonly list: number; readonly proposals: readonly Proposal[] } = { list: 0, proposals: [] };

  /** What goes wrong beside a question ends nothing. */
  const tell = (error: unknown): void => {
    connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  };

  connection.onInitialize(({ capabilities }): InitializeResult => {
    watches = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false;
    return {
      serverInfo: { name: 'zonewright', version },
      capabilities: {
        positionEncoding: 'utf-16',
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        completionProvider: { triggerCharacters: triggers, resolveProvider: true },
        hoverProvider: true,
        definitionProvider: true,
        referencesProvider: true,
        documentSymbolProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(async () => {
    if (!watches) return;
    const watchers = [{ globPattern: '**/*.{yaml,yml,rego}' }];
    await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch(tell);
  });

  const open = (document: TextDocument): void => {
    const place = workspace.open(document.uri);
    if (place === null) return;
    place.plant.session.open.set(place.file, document.getText());
    place.plant.session.touch('disk');
    publisher.changed(place.plant, place.file, 'now');
    // So that the first question need not wait for the reading.
    place.plant.session.current().catch(tell);
  };

  documents.onDidOpen(({ document }) => open(document));
  documents.onDidChangeContent(({ document }) => {
    const place = workspace.placeOf(document.uri);
    if (place === null || place.plant.session.open.get(place.file) === document.getText()) return;
    place.plant.session.open.set(place.file, document.getText());
    place.plant.session.touch('text');
    publisher.changed(place.plant, place.file, 'soon');
    // Between two keys the view may stay as it is; it is brought up to date in a pause.
    clearTimeout(pausing);
    pausing = setTimeout(() => {
      place.plant.session.current().catch(tell);
    }, pauseLength);
  });
  documents.onDidSave(({ document }) => {
    const place = workspace.placeOf(document.uri);
    if (place === null) open(document);
    else {
      place.plant.session.touch('disk');
      publisher.changed(place.plant, null, 'now');
    }
  });
  documents.onDidClose(({ document }) => {
    const place = workspace.close(document.uri);
    if (place === null) return;
    place.plant.session.open.delete(place.file);
    place.plant.session.touch('disk');
    if (place.plant.uris.size === 0) publisher.left(place.plant);
    else publisher.changed(place.plant, place.file, 'now');
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const document of documents.all()) if (workspace.placeOf(document.uri) === null) open(document);
    for (const plant of workspace.plants()) {
      const paths = changes.map(({ uri }) => uris.pathOf(uri));
      if (!paths.some((path) => path !== null && uris.within(plant.session.root, path) !== null)) continue;
      plant.session.touch('disk');
      publisher.changed(plant, null, 'soon');
    }
  });

  /** The place that a question is about, with the text as it is now. */
  const placed = (uri: string): (Place & { readonly source: SourceText }) | null => {
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

  connection.onShutdown(() => publisher.end());
  documents.listen(connection);
  connection.listen();
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

function pageNameOf(finding: Finding, { rules }: LanguageSetting): string {
  const rule = finding.rule === undefined ? undefined : rules.find(({ id }) => id === finding.rule);
  return rule?.docs ?? `docs/diagnostics/${finding.code}.md`;
}
