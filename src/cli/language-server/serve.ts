/** The connection to an editor: what it can ask for, and who answers (Language Server Protocol 3.17). */
import {
  CodeActionKind,
  type Connection,
  DidChangeWatchedFilesNotification,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding } from '../../diagnostics/finding.ts';
import type { LanguageSetting } from '../../language/plant-view.ts';
import { packagePage } from '../../platform/package-pages.ts';
import { answerQuestions } from './answer-questions.ts';
import { fileUris } from './file-uris.ts';
import { followDocuments } from './follow-documents.ts';
import { openPlantSession } from './plant-session.ts';
import { openPublisher } from './publisher.ts';
import { openWorkspace } from './workspace.ts';

/** Keys after which an editor asks for proposals by itself. */
const triggers = [' ', ':', '[', '{', ',', '"', "'", '*', '-'];

/** Answers until the connection ends. */
export function serveEditor(connection: Connection, version: string, load: () => LanguageSetting): void {
  let loaded: LanguageSetting | null = null;
  /** Loaded when it is first asked for, so that the first answer does not wait for it. */
  const setting = (): LanguageSetting => {
    loaded ??= load();
    return loaded;
  };
  const uris = fileUris(process.platform === 'win32');
  const documents = new TextDocuments(TextDocument);
  const workspace = openWorkspace(uris, (root) => openPlantSession(root, setting));
  const publisher = openPublisher({
    connection,
    workspace,
    pageOf: (finding) => {
      const page = packagePage(pageNameOf(finding, setting()));
      return page === null ? null : uris.uriOf(page);
    },
    versionOf: (uri) => documents.get(uri)?.version ?? null,
    rulesKnown: ({ rules }) => {
      loaded = { ...setting(), rules };
      for (const { session } of workspace.plants()) session.touch('text');
    },
  });
  let watches = false;

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

  followDocuments({ connection, documents, workspace, publisher, uris, tell });
  answerQuestions({ connection, documents, workspace });
  connection.onShutdown(() => publisher.end());
  documents.listen(connection);
  connection.listen();
}

function pageNameOf(finding: Finding, { rules }: LanguageSetting): string {
  const rule = finding.rule === undefined ? undefined : rules.find(({ id }) => id === finding.rule);
  return rule?.docs ?? `docs/diagnostics/${finding.code}.md`;
}
