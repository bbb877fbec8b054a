/** The language server as an editor meets it: a started program that speaks the protocol over its standard streams. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CompletionRequest, HoverRequest } from 'vscode-languageserver/node';
import { type Editor, startEditor, withCursor } from '../support/editor.ts';
import { runCli } from '../support/run-cli.ts';
import { smallPlant, type TemporaryPlant, temporaryPlant } from '../support/temporary-plant.ts';

let plant: TemporaryPlant;
let editor: Editor;

beforeEach(async () => {
  plant = temporaryPlant();
  editor = await startEditor(plant.folder);
});

afterEach(() => {
  editor.process.kill('SIGKILL');
  plant.remove();
});

describe('findings', () => {
  test('are those of check, with the same places', async () => {
    const text = smallPlant
      .replace('class: plc, ip', 'class: plq, ip')
      .replace('owner: ops, security-level', 'ovner: ops, security-level');
    plant.write('plant.yaml', text);
    const { stdout } = await runCli(['check', '--format', 'json'], { cwd: plant.folder });
    const { findings } = JSON.parse(stdout) as { findings: { code: string; at: { line: number; column: number } }[] };
    editor.open('plant.yaml', text);
    const { diagnostics } = await editor.finds(
      'plant.yaml',
      findings.map(({ code }) => code),
    );
    console.log(JSON.stringify(diagnostics, null, 1));
    expect(diagnostics).toHaveLength(findings.length);
  });
  test('hover and completion', async () => {
    const { text, position } = withCursor(
      smallPlant.replace(
        'from: [scada], to: [plc], protocol: modbus, operations: [read]',
        'from: [scada], to: [|], protocol: modbus, operations: [read]',
      ),
    );
    editor.open('plant.yaml', text);
    const items = await editor.connection.sendRequest(CompletionRequest.type, {
      textDocument: { uri: editor.uriOf('plant.yaml') },
      position,
    });
    console.log(JSON.stringify(items, null, 1).slice(0, 3000));
    const where = withCursor(smallPlant.replace('[scada], to: [plc]', '[sc|ada], to: [plc]'));
    editor.write('plant.yaml', where.text);
    console.log(
      JSON.stringify(
        await editor.connection.sendRequest(HoverRequest.type, {
          textDocument: { uri: editor.uriOf('plant.yaml') },
          position: where.position,
        }),
        null,
        1,
      ),
    );
    console.log(await editor.quit(), editor.stderr());
  });
});
