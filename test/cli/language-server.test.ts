/** The language server as an editor meets it: a started program that speaks the protocol over its standard streams. */
import { existsSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  CodeActionRequest,
  type CompletionItem,
  type CompletionList,
  CompletionRequest,
  CompletionResolveRequest,
  DefinitionRequest,
  DidChangeWatchedFilesNotification,
  DocumentSymbolRequest,
  type Hover,
  HoverRequest,
  type MarkupContent,
  type Position,
  ReferencesRequest,
  RegistrationRequest,
  ResponseError,
} from 'vscode-languageserver/node';
import { type Editor, startEditor, withCursor } from '../support/editor.ts';
import { runCli } from '../support/run-cli.ts';
import { smallPlant, type TemporaryPlant, temporaryPlant } from '../support/temporary-plant.ts';

let plant: TemporaryPlant;
let editor: Editor;

beforeAll(async () => {
  editor = await startEditor(tmpdir());
});

afterAll(() => editor.process.kill('SIGKILL'));

beforeEach(() => {
  plant = temporaryPlant();
  editor.workIn(plant.folder);
});

afterEach(() => plant.remove());

const at = (file: string, position: Position) => ({ textDocument: { uri: editor.uriOf(file) }, position });

async function complete(file: string, position: Position): Promise<readonly CompletionItem[]> {
  const answer = await editor.connection.sendRequest(CompletionRequest.type, at(file, position));
  return (answer as CompletionList).items;
}

async function hover(file: string, position: Position): Promise<string> {
  const answer: Hover | null = await editor.connection.sendRequest(HoverRequest.type, at(file, position));
  return (answer?.contents as MarkupContent | undefined)?.value ?? '';
}

interface CheckedFinding {
  readonly code: string;
  readonly rule?: string;
  readonly severity: string;
  readonly message: string;
  readonly at: {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly endLine: number;
    readonly endColumn: number;
  };
  readonly related: readonly { readonly message: string }[];
}

async function checked(): Promise<readonly CheckedFinding[]> {
  const { stdout } = await runCli(['check', '--format', 'json'], { cwd: plant.folder });
  return (JSON.parse(stdout) as { findings: CheckedFinding[] }).findings;
}

/** Holds what is published for a file against what `check` says of it. */
async function expectAsChecked(file: string): Promise<void> {
  const findings = (await checked()).filter((each) => each.at.file === file);
  expect(findings.length).toBeGreaterThan(0);
  const codes = findings.map((each) => each.rule ?? each.code);
  const { diagnostics } = await editor.finds(file, codes);
  const place = (each: CheckedFinding['at']) => [each.line - 1, each.column - 1, each.endLine - 1, each.endColumn - 1];
  const told = diagnostics.map(({ code, range: { start, end }, message, data, relatedInformation }) => ({
    code,
    place: [start.line, start.character, end.line, end.character],
    message: String(message).split('\n')[0],
    severity: (data as { severity: string }).severity,
    related: (relatedInformation ?? []).map((each) => each.message),
  }));
  const wanted = findings.map((each) => ({
    code: each.rule ?? each.code,
    place: place(each.at),
    message: each.message,
    severity: each.severity,
    related: each.related.map(({ message }) => message),
  }));
  const sorted = <T>(list: readonly T[]): readonly T[] =>
    [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  expect(sorted(told)).toEqual(sorted(wanted));
}

describe('findings', () => {
  test.each([
    [
      'references and keys',
      smallPlant.replace('class: plc, ip', 'class: plq, ip').replace('owner: ops, security', 'ovner: ops, security'),
    ],
    ['syntax', smallPlant.replace('[plc], protocol', '[plc, protocol')],
    ['an id that stands twice', smallPlant.replace('  ews:', '  scada: {zone: control, ip: 10.20.0.11}\n  ews:')],
    [
      'grants that are over and rules',
      smallPlant.replace('during: sunday,', 'expires: 2026-09-01,').replace('kind: cell', 'kind: safety'),
    ],
    ['an invariant', `${smallPlant}invariants:\n  no-writes: {never: {operations: [write]}, reason: because}\n`],
  ])('are those of check, with severity, place and related places: %s', async (_, text) => {
    plant.write('plant.yaml', text);
    editor.open('plant.yaml', text);
    await expectAsChecked('plant.yaml');
  });

  test('of Rego files are those of check', async () => {
    plant.write(
      'policies/a.rego',
      'package plant.allow.a\n\ngrant contains "x" if {\n\tinput.sorce.class == "plc"\n}\n',
    );
    editor.open('plant.yaml', smallPlant);
    await expectAsChecked('policies/a.rego');
  });

  test('have a page, a source and the words of check', async () => {
    editor.open(
      'plant.yaml',
      smallPlant.replace('protocol: modbus, operations: [read]', 'protocol: modbas, operations: [read]'),
    );
    const { diagnostics, version } = await editor.finds('plant.yaml', ['reference/unknown']);
    const [finding] = diagnostics;
    expect(version).toBe(1);
    expect(finding?.source).toBe('zonewright');
    expect(finding?.message).toMatch(/^there is no protocol `modbas`\nwhy: .+\nfix: did you mean `modbus`\?$/);
    expect(existsSync(new URL(finding?.codeDescription?.href ?? 'file:///nowhere'))).toBe(true);
  });

  test('of rules have the id and the page of their rule', async () => {
    const text = smallPlant.replace('kind: cell', 'kind: safety');
    plant.write('plant.yaml', text);
    editor.open('plant.yaml', text);
    const { diagnostics } = await editor.finds('plant.yaml', await codesOf('plant.yaml'));
    const ofRule = diagnostics.find(({ code }) => String(code).startsWith('ZC-'));
    expect(ofRule?.codeDescription?.href).toMatch(new RegExp(`docs/rules/${ofRule?.code}\\.md$`));
  });

  test('follow what is typed and not saved, and the newest text wins', async () => {
    editor.open('plant.yaml', smallPlant);
    await editor.finds('plant.yaml', []);
    const wrong = smallPlant.replace('class: plc,', 'class: plq,');
    for (let key = 0; key < 20; key++)
      editor.write('plant.yaml', wrong.replace('ip: 10.20.1.11', `ip: 10.20.1.${11 + key}`));
    await editor.finds('plant.yaml', ['reference/unknown']);
    for (let key = 0; key < 20; key++) editor.write('plant.yaml', key % 2 === 0 ? wrong : smallPlant);
    await editor.finds('plant.yaml', []);
    const told = editor.published('plant.yaml');
    expect(told.at(-1)?.version).toBe(41);
    // Keys that follow one another are one check.
    expect(told.length).toBeLessThan(10);
    expect(statSync(path.join(plant.folder, 'plant.yaml')).size).toBe(smallPlant.length);
  });

  test('of one file go away with a change of another', async () => {
    const conduit =
      'conduits:\n  up:\n    from: cell\n    to: office\n    owner: ops\n    allow:\n      x: {from: [plc], to: [pc], protocol: https, reason: r}\n';
    plant.write('conduits/up.yaml', conduit);
    editor.open('plant.yaml', smallPlant);
    const { diagnostics } = await editor.finds('conduits/up.yaml', ['reference/unknown', 'reference/unknown']);
    expect(diagnostics[0]?.range.start).toEqual({ line: 3, character: 8 });
    const line = smallPlant.split('\n').findIndex((each) => each.startsWith('assets:'));
    const office = '  office: {level: 4, kind: enterprise, networks: [10.30.0.0/24], owner: it, security-level: 1}\n';
    editor.edit('plant.yaml', {
      range: { start: { line, character: 0 }, end: { line, character: 0 } },
      newText: office,
    });
    const pc = '  pc: {zone: office, class: office_pc, ip: 10.30.0.5}\n';
    editor.edit('plant.yaml', {
      range: { start: { line: line + 2, character: 0 }, end: { line: line + 2, character: 0 } },
      newText: pc,
    });
    const wanted = await checkedWith(
      `${smallPlant.replace('assets:\n', `${office}assets:\n${pc}`)}`,
      'conduits/up.yaml',
    );
    await editor.finds('conduits/up.yaml', wanted);
    expect(wanted).not.toContain('reference/unknown');
  });

  test('are gone when the last file of the plant is closed', async () => {
    plant.write('conduits/x.yaml', 'conduits:\n  x: {from: nowhere, to: cell}\n');
    editor.open('plant.yaml', smallPlant);
    await editor.finds('conduits/x.yaml', await codesOf('conduits/x.yaml'));
    editor.close('plant.yaml');
    await editor.finds('conduits/x.yaml', []);
    // And are back when it is opened again.
    editor.open('plant.yaml', smallPlant);
    await editor.finds('conduits/x.yaml', await codesOf('conduits/x.yaml'));
  });

  test('of a file that is closed unsaved are again those of the disk', async () => {
    plant.write('zones/z.yaml', '');
    editor.open('plant.yaml', smallPlant);
    editor.open('zones/z.yaml', 'zones: [');
    await editor.finds('zones/z.yaml', ['yaml/syntax']);
    editor.close('zones/z.yaml');
    await editor.finds('zones/z.yaml', []);
  });

  test('know files that were never saved', async () => {
    editor.open('plant.yaml', smallPlant);
    editor.open('zones/new.yaml', 'zones:\n  cell: {kind: cell}\n');
    await editor.finds('zones/new.yaml', ['id/duplicate']);
    expect(existsSync(path.join(plant.folder, 'zones'))).toBe(false);
  });

  test('follow the disk when a file is saved', async () => {
    editor.open('plant.yaml', smallPlant);
    await editor.finds('plant.yaml', []);
    plant.write('zones/z.yaml', 'zones: {cell: {kind: cell}}\n');
    editor.save('plant.yaml');
    const { diagnostics } = await editor.finds('zones/z.yaml', ['id/duplicate']);
    expect(diagnostics[0]?.relatedInformation?.[0]).toMatchObject({
      location: { uri: editor.uriOf('plant.yaml') },
      message: 'first declared here',
    });
  });

  test('of files of policy tests are those that the tests would not run with', async () => {
    plant.write('tests/t.yaml', 'tests:\n  - {nam: x}\n');
    editor.open('plant.yaml', smallPlant);
    const { diagnostics } = await editor.finds('tests/t.yaml', ['schema/unknown-key', 'schema/missing-key']);
    expect(diagnostics.map(({ range }) => range.start)).toContainEqual({ line: 1, character: 5 });
  });

  test('follow files that change on the disk, where the editor watches them', async () => {
    const own = await startEditor(
      plant.folder,
      {},
      { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
    );
    own.connection.onRequest(RegistrationRequest.type, ({ registrations }) => {
      watched.push(...registrations.map(({ method }) => method));
    });
    const watched: string[] = [];
    own.open('plant.yaml', smallPlant);
    await own.finds('plant.yaml', []);
    plant.write('zones/z.yaml', 'zones: {cell: {kind: cell}}\n');
    const changes = [{ uri: own.uriOf('zones/z.yaml'), type: 1 as const }];
    void own.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes });
    await own.finds('zones/z.yaml', ['id/duplicate']);
    rmSync(path.join(plant.folder, 'zones'), { recursive: true });
    void own.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes });
    await own.finds('zones/z.yaml', []);
    expect(await own.quit()).toBe(0);
  });

  test('come also where an editor refuses to watch', async () => {
    const own = await startEditor(
      plant.folder,
      {},
      { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
    );
    own.connection.onRequest(RegistrationRequest.type, () => new ResponseError(-32_601, 'no'));
    own.open('plant.yaml', smallPlant.replace('class: plc,', 'class: plq,'));
    await own.finds('plant.yaml', ['reference/unknown']);
    expect(await own.quit()).toBe(0);
  });

  test('are of each plant for itself, and a file outside of plants has none', async () => {
    const other = temporaryPlant({ 'plant.yaml': smallPlant.replace('plant: small', 'plant: other') });
    plant.write('inner/plant.yaml', smallPlant.replace('class: plc,', 'class: plq,'));
    editor.open('plant.yaml', smallPlant);
    editor.open('inner/plant.yaml', smallPlant.replace('class: plc,', 'class: plq,'));
    editor.open('notes.yaml', 'zones: [');
    editor.open(path.relative(plant.folder, path.join(other.folder, 'plant.yaml')), 'plant: [');
    await editor.finds('inner/plant.yaml', ['reference/unknown']);
    await editor.finds('plant.yaml', []);
    await editor.finds(path.relative(plant.folder, path.join(other.folder, 'plant.yaml')), ['yaml/syntax']);
    expect(editor.published('notes.yaml')).toEqual([]);
    other.remove();
  });
});

async function codesOf(file: string): Promise<readonly string[]> {
  return (await checked()).filter((each) => each.at.file === file).map(({ code, rule }) => rule ?? code);
}

async function checkedWith(text: string, file: string): Promise<readonly string[]> {
  plant.write('plant.yaml', text);
  const codes = await codesOf(file);
  plant.write('plant.yaml', smallPlant);
  return codes;
}

describe('questions', () => {
  test('completion, with texts for who looks at an item', async () => {
    const { text, position } = withCursor(
      smallPlant.replace('to: [plc], protocol: modbus, operations: [read]', 'to: [|'),
    );
    editor.open('plant.yaml', text);
    await editor.finds('plant.yaml', await checkedWith(text, 'plant.yaml'));
    const items = await complete('plant.yaml', position);
    const [first] = items;
    expect(first).toMatchObject({ label: 'plc', detail: 'plc, in cell, 10.20.1.11' });
    expect(first?.textEdit).toMatchObject({ newText: 'plc', range: { start: position, end: position } });
    const resolved = await editor.connection.sendRequest(CompletionResolveRequest.type, first as CompletionItem);
    expect((resolved.documentation as MarkupContent).value).toContain('**asset** `plc`');
  });

  test('completion knows what was declared before the file was torn', async () => {
    editor.open('plant.yaml', smallPlant);
    await editor.finds('plant.yaml', []);
    const torn = withCursor(
      smallPlant.replace(/zones:\n[\s\S]*?assets:\n/, 'zones: [\nassets:\n').replace('from: control', 'from: |'),
    );
    editor.write('plant.yaml', torn.text);
    await editor.finds('plant.yaml', await checkedWith(torn.text, 'plant.yaml'));
    expect((await complete('plant.yaml', torn.position)).slice(0, 2).map(({ label }) => label)).toEqual([
      'cell',
      'control',
    ]);
  });

  test('hover, also behind letters that are two code units, and with carriage returns', async () => {
    const marked = smallPlant
      .replace('plant: small\n', 'plant: small\ndescription: "🏭🏭"\n')
      .replace(
        '{from: [scada], to: [plc], protocol: modbus, operations: [read]',
        '{reason: "🏭🏭🏭", from: [sca|da], to: [plc], protocol: modbus, operations: [read]',
      )
      .replaceAll('\n', '\r\n');
    const { text, position } = withCursor(marked);
    editor.open('plant.yaml', text);
    const answer = await editor.connection.sendRequest(HoverRequest.type, at('plant.yaml', position));
    const value = (answer?.contents as MarkupContent | undefined)?.value;
    expect(value).toContain('Matches 1 asset in `control` now.');
    const line = text.split('\r\n')[position.line] ?? '';
    const { start, end } = answer?.range ?? { start: position, end: position };
    expect(line.slice(start.character, end.character)).toBe('scada');
  });

  test('hover sees the text as it is, however soon it asks', async () => {
    editor.open('plant.yaml', smallPlant);
    const { text, position } = withCursor(smallPlant.replace('to: [plc], protocol', 'to: ["class:p|lc"], protocol'));
    editor.write('plant.yaml', text);
    expect(await hover('plant.yaml', position)).toContain('- `plc` in `cell`');
  });

  test('hover over a rule has its page, once the rules are known', async () => {
    const { text, position } = withCursor(`${smallPlant}rules:\n  ZC-|F002: {severity: low}\n`);
    editor.open('plant.yaml', text);
    await editor.finds('plant.yaml', await checkedWith(text, 'plant.yaml'));
    await expect.poll(() => hover('plant.yaml', position), { timeout: 30_000 }).toContain('docs/rules/ZC-F002.md');
  });

  test('definition and references', async () => {
    plant.write('conduits/up.yaml', 'conduits:\n  up:\n    from: cell\n    to: control\n');
    const { text, position } = withCursor(smallPlant.replace('to: cell', 'to: c|ell'));
    editor.open('plant.yaml', text);
    const definition = await editor.connection.sendRequest(DefinitionRequest.type, at('plant.yaml', position));
    expect(definition).toEqual([
      { uri: editor.uriOf('plant.yaml'), range: { start: { line: 4, character: 2 }, end: { line: 4, character: 6 } } },
    ]);
    const references = await editor.connection.sendRequest(ReferencesRequest.type, {
      ...at('plant.yaml', position),
      context: { includeDeclaration: false },
    });
    expect(references).toContainEqual({
      uri: editor.uriOf('conduits/up.yaml'),
      range: { start: { line: 2, character: 10 }, end: { line: 2, character: 14 } },
    });
    expect(references).toHaveLength(4);
  });

  test('an outline', async () => {
    editor.open('plant.yaml', smallPlant);
    const symbols = await editor.connection.sendRequest(DocumentSymbolRequest.type, {
      textDocument: { uri: editor.uriOf('plant.yaml') },
    });
    const names = symbols?.map(({ name }) => name);
    expect(names).toEqual(['plant', 'timezone', 'zones', 'assets', 'windows', 'conduits', 'boundaries']);
  });

  test('a spelling that a finding proposes, as a change', async () => {
    const text = smallPlant.replace('class: plc,', 'class: plq,');
    editor.open('plant.yaml', text);
    const { diagnostics } = await editor.finds('plant.yaml', ['reference/unknown']);
    const actions = await editor.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: editor.uriOf('plant.yaml') },
      range: diagnostics[0]?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      context: { diagnostics },
    });
    const [action] = actions ?? [];
    const edit =
      'edit' in (action ?? {}) ? (action as { edit?: { changes?: Record<string, unknown[]> } }).edit : undefined;
    const [change] = (edit?.changes?.[editor.uriOf('plant.yaml')] ?? []) as {
      range: { start: Position; end: Position };
      newText: string;
    }[];
    if (change === undefined) throw new Error('no change is proposed');
    editor.edit('plant.yaml', change);
    await editor.finds('plant.yaml', []);
  });

  test('about Rego have no answer, since it is no YAML', async () => {
    editor.open('plant.yaml', smallPlant);
    editor.open('policies/a.rego', 'package plant.allow.a\n');
    expect(
      await editor.connection.sendRequest(CompletionRequest.type, at('policies/a.rego', { line: 1, character: 0 })),
    ).toBeNull();
  });

  test('about a file in no plant have no answer', async () => {
    editor.open('notes.yaml', 'zones:\n  a: {kind: }\n');
    expect(
      await editor.connection.sendRequest(CompletionRequest.type, at('notes.yaml', { line: 1, character: 11 })),
    ).toBeNull();
    expect(
      await editor.connection.sendRequest(HoverRequest.type, at('notes.yaml', { line: 1, character: 8 })),
    ).toBeNull();
    expect(
      await editor.connection.sendRequest(DocumentSymbolRequest.type, {
        textDocument: { uri: editor.uriOf('notes.yaml') },
      }),
    ).toBeNull();
  });
});

describe('the process', () => {
  test('ends with 0 after shutdown and exit, and has said nothing besides', async () => {
    const own = await startEditor(plant.folder);
    own.open('plant.yaml', smallPlant);
    await own.finds('plant.yaml', []);
    expect(await own.quit()).toBe(0);
    expect(own.stderr()).toBe('');
  });

  test('ends when its editor is gone', async () => {
    const own = await startEditor(plant.folder);
    own.open('plant.yaml', smallPlant);
    await own.finds('plant.yaml', []);
    const ended = new Promise((resolve) => {
      own.process.once('exit', resolve);
    });
    own.process.stdin?.end();
    expect(await ended).toBe(1);
  });

  test('says who it is and counts as the protocol does', () => {
    expect(editor.initialized.serverInfo?.name).toBe('zonewright');
    expect(editor.initialized.capabilities.positionEncoding).toBe('utf-16');
  });

  test('writes no file, in the plant or in its cache', async () => {
    const cache = temporaryPlant({});
    const own = await startEditor(plant.folder, { ZONEWRIGHT_CACHE: cache.folder, HOME: cache.folder });
    own.open('plant.yaml', smallPlant.replace('class: plc,', 'class: plq,'));
    await own.finds('plant.yaml', ['reference/unknown']);
    own.write('plant.yaml', smallPlant);
    await own.finds('plant.yaml', []);
    expect(await own.quit()).toBe(0);
    expect(readdirSync(cache.folder)).toEqual([]);
    expect(readdirSync(plant.folder)).toEqual(['plant.yaml']);
    cache.remove();
  });
});

describe('hostile input', () => {
  test('a bomb of aliases is a finding, and questions go on being answered', async () => {
    const lines = Array.from({ length: 30 }, (_, index) => `  a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`);
    const text = `plant: small\nzones:\n  a0: &a0 [x, x]\n${lines.join('\n')}\n`;
    editor.open('plant.yaml', text);
    await editor.finds('plant.yaml', await checkedWith(text, 'plant.yaml'));
    const items = await complete('plant.yaml', { line: 35, character: 0 });
    expect(items.map(({ label }) => label)).toContain('conduits');
    await hover('plant.yaml', { line: 4, character: 4 });
  });

  test('a huge file has its findings and costs no other file its answers', async () => {
    const assets = Array.from(
      { length: 60_000 },
      (_, index) => `  asset-${index}: {zone: cell, class: plc, ip: 10.20.1.1}\n`,
    );
    const huge = `assets:\n${assets.join('')}  bad: {zone: nowhere}\n`;
    editor.open('plant.yaml', smallPlant);
    await editor.finds('plant.yaml', []);
    editor.open('zones/huge.yaml', huge);
    const start = performance.now();
    expect((await complete('plant.yaml', { line: 0, character: 0 })).length).toBeGreaterThan(0);
    expect(performance.now() - start).toBeLessThan(5000);
    await expect
      .poll(() => editor.published('zones/huge.yaml').at(-1)?.diagnostics.length ?? 0, { timeout: 60_000 })
      .toBeGreaterThan(0);
  });

  test('a plant whose folder is deleted has no findings, and the server goes on', async () => {
    editor.open('zones/a.yaml', 'zones:\n  a: {kind: cel}\n');
    await editor.finds('zones/a.yaml', ['schema/not-allowed']);
    rmSync(plant.folder, { recursive: true });
    editor.write('zones/a.yaml', 'zones:\n  a: {kind: cells}\n');
    await editor.finds('zones/a.yaml', []);
    expect(await complete('zones/a.yaml', { line: 1, character: 12 })).not.toEqual([]);
  });

  test('a file that cannot be read is told once, as check would say it, and the findings are back when it can', async () => {
    plant.write('zones/a.yaml', '');
    truncateSync(path.join(plant.folder, 'zones/a.yaml'), 300 * 1024 * 1024);
    const before = editor.messages().length;
    editor.open('plant.yaml', smallPlant.replace('class: plc,', 'class: plq,'));
    await expect.poll(() => editor.messages().length, { timeout: 30_000 }).toBe(before + 1);
    expect(editor.messages().at(-1)).toContain('cannot read zones/a.yaml: larger than');
    editor.save('plant.yaml');
    rmSync(path.join(plant.folder, 'zones/a.yaml'));
    editor.save('plant.yaml');
    await editor.finds('plant.yaml', ['reference/unknown']);
    expect(editor.messages().length).toBe(before + 1);
  });

  test('questions about places that are not there have empty answers', async () => {
    editor.open('plant.yaml', smallPlant);
    expect(await hover('plant.yaml', { line: 9999, character: 9999 })).toBe('');
    expect(await complete('plant.yaml', { line: 4, character: 9999 })).toEqual([]);
    await expect(editor.connection.sendRequest('textDocument/nothing', {})).rejects.toThrow();
    expect(await hover('plant.yaml', { line: 3, character: 4 })).toContain('**zone** `control`');
  });

  test('parameters of every wrong kind', async () => {
    editor.open('plant.yaml', smallPlant);
    const { uri } = at('plant.yaml', { line: 0, character: 0 }).textDocument;
    const some: readonly unknown[] = [
      null,
      {},
      [],
      1,
      { textDocument: null, contentChanges: null, changes: null, context: null },
      { textDocument: { uri: 5 }, position: null },
      { textDocument: { uri }, position: { line: -1, character: -5 }, context: { diagnostics: [null, 1] } },
      { textDocument: { uri }, position: { line: 1.5, character: 'x' } },
      { textDocument: { uri, version: null }, contentChanges: [{ range: { start: { line: 9e9 } }, text: 5 }] },
      { label: 'x', data: { list: 'x', index: -1 }, changes: [{ uri: null }] },
    ];
    for (const params of some) {
      for (const method of ['completion', 'hover', 'definition', 'references', 'documentSymbol', 'codeAction'])
        await editor.connection.sendRequest(`textDocument/${method}`, params).catch(() => undefined);
      await editor.connection.sendRequest('completionItem/resolve', params).catch(() => undefined);
      for (const method of [
        'textDocument/didChange',
        'textDocument/didSave',
        'workspace/didChangeWatchedFiles',
        '$/cancelRequest',
      ])
        await editor.connection.sendNotification(method, params);
    }
    editor.open('plant.yaml', smallPlant.replace('class: plc,', 'class: plq,'));
    await editor.finds('plant.yaml', ['reference/unknown']);
  });

  test('URIs of every kind', async () => {
    const encoded = pathToFileURL(path.join(plant.folder, 'plant.yaml')).href.replace('plant.yaml', 'pl%61nt.yaml');
    const textDocument = { languageId: 'yaml', version: 1, text: 'plant: [' };
    const others = [
      'untitled:Untitled-1',
      'git:/x/plant.yaml?ref',
      'file://server/share/plant.yaml',
      'file:///a%2Fb.yaml',
      'nonsense',
    ];
    for (const uri of [...others, encoded])
      await editor.connection.sendNotification('textDocument/didOpen', { textDocument: { ...textDocument, uri } });
    await expect.poll(() => editor.publishedUris(), { timeout: 30_000 }).toContain(encoded);
    expect(editor.publishedUris().filter((uri) => others.includes(uri))).toEqual([]);
  });
});

describe('rubbish on the wire', () => {
  test.each([
    ['no protocol at all', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a length that is none', 'Content-Length: many\r\n\r\n{}'],
    ['no JSON', 'Content-Length: 5\r\n\r\n{"a":'],
    ['JSON that is no message', 'Content-Length: 4\r\n\r\n[{}]'],
    ['bytes', `Content-Length: 4\r\n\r\n\u0000\u00ff\u0001\u0002`],
  ])('%s: the process ends with its input, prints no stack and nothing that is no message', async (_, bytes) => {
    const lone = await startEditor(plant.folder);
    const out: Buffer[] = [];
    lone.process.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
    const ended = new Promise((resolve) => {
      lone.process.once('exit', resolve);
    });
    lone.process.stdin?.write(bytes);
    lone.process.stdin?.end();
    await ended;
    const text = Buffer.concat(out).toString();
    expect(text === '' || text.startsWith('Content-Length: ')).toBe(true);
    expect(lone.stderr()).not.toMatch(/\n\s+at /);
  });
});
