/** When plants are checked, and what of it an editor is told. */
import { type Connection, MessageType, ShowMessageNotification } from 'vscode-languageserver/node';
import type { Finding } from '../../diagnostics/finding.ts';
import type { Span } from '../../model/span.ts';
import type { CheckAnswer } from './check-talk.ts';
import { openChecker } from './checker.ts';
import { toDiagnostic } from './to-protocol.ts';
import type { OpenPlant, Workspace } from './workspace.ts';

export interface Publisher {
  /** A file of a plant has changed, or something on the disk where it is null. */
  readonly changed: (plant: OpenPlant, file: string | null, when: 'soon' | 'now') => void;
  /** Nothing of a plant is open any more. */
  readonly left: (plant: OpenPlant) => void;
  readonly end: () => Promise<void>;
}

export interface PublisherSetting {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly pageOf: (finding: Finding) => string | null;
  /** The version of an open document; null for one that is not open. */
  readonly versionOf: (uri: string) => number | null;
  readonly rulesKnown: (answer: Extract<CheckAnswer, { readonly kind: 'rules' }>) => void;
}

/** Between the last key and the check, in milliseconds. */
const debounce = 150;
/** How long the second part of a check is waited for, so that both are shown at once where it is quick. */
const patience = 250;

export function openPublisher({ connection, workspace, pageOf, versionOf, rulesKnown }: PublisherSetting): Publisher {
  const timers = new Map<OpenPlant, NodeJS.Timeout>();
  const waiting = new Map<OpenPlant, NodeJS.Timeout>();

  const answered = (answer: CheckAnswer): void => {
    if (answer.kind === 'rules') {
      rulesKnown(answer);
      return;
    }
    const plant = [...workspace.plants()].find(({ session }) => session.root === answer.root);
    if (plant === undefined) return;
    if (answer.kind === 'failed') {
      if (answer.generation === plant.board.generation()) failed(plant, answer);
      return;
    }
    if (!plant.board.take(answer)) return;
    shown.delete(plant);
    clearTimeout(waiting.get(plant));
    if (answer.part === 'rest') publish(plant);
    else
      waiting.set(
        plant,
        setTimeout(() => publish(plant), patience),
      );
  };

  const checker = openChecker(answered, (reason) => {
    connection.console.error(`the check of plants was lost (${reason}); it starts again with the next change`);
  });

  /** Told once, and not with every key, until something else is wrong. */
  const shown = new Map<OpenPlant, string>();

  const failed = (plant: OpenPlant, { code, message }: Extract<CheckAnswer, { readonly kind: 'failed' }>): void => {
    connection.console.error(`${plant.session.root}: ${message}`);
    if (code === 'plant/not-found') clear(plant);
    else if (shown.get(plant) !== message) {
      shown.set(plant, message);
      // A notification, since not every editor answers the request that shows buttons.
      void connection.sendNotification(ShowMessageNotification.type, {
        type: MessageType.Error,
        message: `zonewright does not check ${plant.session.root}: ${message}`,
      });
    }
  };

  const publish = (plant: OpenPlant): void => {
    const uriOf = (file: string): string => workspace.uriOf(plant, file);
    const next = new Map<string, readonly ReturnType<typeof toDiagnostic>[]>();
    for (const uri of plant.uris.values()) next.set(uri, []);
    for (const [file, found] of plant.board.byFile())
      next.set(
        uriOf(file),
        found.map((each) => toDiagnostic(each.found, each.at as Span, { uriOf, pageOf })),
      );
    for (const uri of plant.published.keys()) if (!next.has(uri)) next.set(uri, []);
    for (const [uri, diagnostics] of next) {
      const text = JSON.stringify(diagnostics);
      const version = versionOf(uri);
      // What is open is told again for its new version.
      if (version === null && (plant.published.get(uri) ?? '[]') === text) continue;
      plant.published.set(uri, text);
      send(uri, version, diagnostics);
    }
  };

  const send = (uri: string, version: number | null, diagnostics: readonly ReturnType<typeof toDiagnostic>[]): void => {
    void connection.sendDiagnostics({
      uri,
      ...(version === null ? {} : { version }),
      diagnostics: [...diagnostics],
    });
  };

  const clear = (plant: OpenPlant): void => {
    for (const uri of plant.published.keys()) send(uri, versionOf(uri), []);
    plant.published.clear();
  };

  const check = (plant: OpenPlant): void => {
    timers.delete(plant);
    checker.check({
      kind: 'check',
      root: plant.session.root,
      generation: plant.board.generation(),
      open: new Map(plant.session.open),
    });
  };

  return {
    changed: (plant, file, when) => {
      plant.board.touch(file);
      clearTimeout(timers.get(plant));
      clearTimeout(waiting.get(plant));
      timers.set(
        plant,
        setTimeout(() => check(plant), when === 'soon' ? debounce : 0),
      );
    },
    left: (plant) => {
      clearTimeout(timers.get(plant));
      clearTimeout(waiting.get(plant));
      clear(plant);
      checker.leave(plant.session.root);
    },
    end: async () => {
      for (const timer of [...timers.values(), ...waiting.values()]) clearTimeout(timer);
      await checker.end();
    },
  };
}
