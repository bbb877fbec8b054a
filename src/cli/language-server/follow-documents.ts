/** Keeps plants as they stand in the editor, and has them checked when that changes. */
import type { Connection, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileUris } from './file-uris.ts';
import type { Publisher } from './publisher.ts';
import type { OpenPlant, Workspace } from './workspace.ts';

export interface FollowedEditor {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly workspace: Workspace;
  readonly publisher: Publisher;
  readonly uris: FileUris;
  /** What goes wrong beside a question ends nothing. */
  readonly tell: (error: unknown) => void;
}

/** After the last key, in milliseconds. */
const pauseLength = 400;

export function followDocuments(editor: FollowedEditor): void {
  const { connection, documents, workspace, publisher, uris } = editor;
  const refreshLater = refresher(editor);
  documents.onDidOpen(({ document }) => open(document, editor));
  documents.onDidChangeContent(({ document }) => {
    const place = workspace.placeOf(document.uri);
    if (place === null || place.plant.session.open.get(place.file) === document.getText()) return;
    place.plant.session.open.set(place.file, document.getText());
    place.plant.session.touch('text');
    publisher.changed(place.plant, place.file, 'soon');
    refreshLater(place.plant);
  });
  documents.onDidSave(({ document }) => {
    const place = workspace.placeOf(document.uri);
    if (place === null) open(document, editor);
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
    for (const document of documents.all()) if (workspace.placeOf(document.uri) === null) open(document, editor);
    const paths = changes.flatMap(({ uri }) => uris.pathOf(uri) ?? []);
    for (const plant of workspace.plants()) {
      if (!paths.some((path) => uris.within(plant.session.root, path) !== null)) continue;
      plant.session.touch('disk');
      publisher.changed(plant, null, 'soon');
    }
  });
}

function open(document: TextDocument, { workspace, publisher, tell }: FollowedEditor): void {
  const place = workspace.open(document.uri);
  if (place === null) return;
  place.plant.session.open.set(place.file, document.getText());
  place.plant.session.touch('disk');
  publisher.changed(place.plant, place.file, 'now');
  // So that the first question need not wait for the reading.
  place.plant.session.current().catch(tell);
}

/** Between two keys a view may stay as it is; it is brought up to date in a pause. */
function refresher({ tell }: FollowedEditor): (plant: OpenPlant) => void {
  let pausing: NodeJS.Timeout | undefined;
  return ({ session }) => {
    clearTimeout(pausing);
    pausing = setTimeout(() => {
      session.current().catch(tell);
    }, pauseLength);
  };
}
