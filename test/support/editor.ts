/** An editor that speaks the Language Server Protocol to a started program. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type ClientCapabilities,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DidSaveTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type Position,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  ShowMessageNotification,
  ShutdownRequest,
  type TextEdit,
} from 'vscode-languageserver/node';

const main = path.join(import.meta.dirname, '../../src/cli/main.ts');

export interface Editor {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  readonly process: ChildProcess;
  readonly stderr: () => string;
  /** Closes everything and goes on in another folder, which all the paths below are meant from. */
  readonly workIn: (folder: string) => void;
  /** URI of a file in the folder. */
  readonly uriOf: (file: string) => string;
  readonly open: (file: string, text: string) => void;
  /** The whole text anew. */
  readonly write: (file: string, text: string) => void;
  /** One change as editors send it. */
  readonly edit: (file: string, change: TextEdit) => void;
  readonly save: (file: string) => void;
  readonly close: (file: string) => void;
  /** Codes of the findings of a file as they were last published, once they are these; fails with the others. */
  readonly finds: (file: string, codes: readonly string[]) => Promise<PublishDiagnosticsParams>;
  /** What was published for a file, in order. */
  readonly published: (file: string) => readonly PublishDiagnosticsParams[];
  /** Everything that something was published for. */
  readonly publishedUris: () => readonly string[];
  /** What was shown to whoever sits there. */
  readonly messages: () => readonly string[];
  /** Shutdown and exit; the exit code. */
  readonly quit: () => Promise<number | null>;
}

const patience = 40_000;

export async function startEditor(
  folder: string,
  env: Readonly<Record<string, string>> = {},
  capabilities: ClientCapabilities = {},
): Promise<Editor> {
  const child = spawn(process.execPath, [main, 'language-server', '--stdio'], {
    cwd: folder,
    env: { ...process.env, ZONEWRIGHT_NOW: '2026-09-10T12:00:00Z', ...env },
  });
  const errors: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  const connection = createProtocolConnection(child.stdout, child.stdin);
  const all = new Map<string, PublishDiagnosticsParams[]>();
  const waiting = new Set<() => void>();
  connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
    const list = all.get(params.uri) ?? [];
    all.set(params.uri, [...list, params]);
    for (const wake of waiting) wake();
  });
  const messages: string[] = [];
  connection.onNotification(ShowMessageNotification.type, ({ message }) => {
    messages.push(message);
  });
  connection.listen();
  const initialized = await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    capabilities,
  });
  await connection.sendNotification(InitializedNotification.type, {});
  let base = folder;
  const uriOf = (file: string): string => pathToFileURL(path.join(base, file)).href;
  const versions = new Map<string, number>();
  const versionOf = (file: string): number => {
    const next = (versions.get(file) ?? 0) + 1;
    versions.set(file, next);
    return next;
  };
  const published = (file: string): readonly PublishDiagnosticsParams[] => all.get(uriOf(file)) ?? [];
  return {
    connection,
    initialized,
    process: child,
    stderr: () => errors.join(''),
    workIn: (other) => {
      for (const file of versions.keys())
        void connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri: uriOf(file) } });
      versions.clear();
      all.clear();
      base = other;
    },
    uriOf,
    open: (file, text) => {
      const textDocument = { uri: uriOf(file), languageId: 'yaml', version: versionOf(file), text };
      void connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
    },
    write: (file, text) => {
      void connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri: uriOf(file), version: versionOf(file) },
        contentChanges: [{ text }],
      });
    },
    edit: (file, { range, newText }) => {
      void connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri: uriOf(file), version: versionOf(file) },
        contentChanges: [{ range, text: newText }],
      });
    },
    save: (file) => {
      void connection.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri: uriOf(file) } });
    },
    close: (file) => {
      versions.delete(file);
      void connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri: uriOf(file) } });
    },
    published,
    messages: () => messages,
    publishedUris: () => [...all.keys()],
    finds: (file, codes) =>
      new Promise((resolve, reject) => {
        const wanted = [...codes].sort().join(', ');
        const seen = (): string =>
          (published(file).at(-1)?.diagnostics ?? [])
            .map(({ code }) => code)
            .sort()
            .join(', ');
        const look = (): void => {
          const last = published(file).at(-1);
          if (last === undefined || seen() !== wanted) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(last);
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`${file}: wanted [${wanted}], got [${seen()}]; ${errors.join('')}`));
        }, patience);
        waiting.add(look);
        look();
      }),
    quit: async () => {
      const ended = new Promise<number | null>((resolve) => {
        child.once('exit', resolve);
      });
      await connection.sendRequest(ShutdownRequest.type);
      await connection.sendNotification(ExitNotification.type);
      return ended;
    },
  };
}

/** A text with `|` where the cursor is. */
export function withCursor(marked: string): {
  readonly text: string;
  readonly position: Position;
  readonly offset: number;
} {
  const offset = marked.indexOf('|');
  if (offset < 0) throw new Error('the text has no |');
  const before = marked.slice(0, offset);
  const lines = before.split(/\r\n|\n/);
  return {
    text: before + marked.slice(offset + 1),
    position: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 },
    offset,
  };
}
