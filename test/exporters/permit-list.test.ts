/** The dialect of docs/adding-an-exporter.md is what stands there, compiles, and loses nothing in silence. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { requestOf } from '../support/export-request.ts';
import { linePlant } from '../support/line-plant.ts';
import { buildGrant, buildSession } from '../support/plan-builder.ts';
import { permitList } from './permit-list.ts';

const result = permitList.render(requestOf(linePlant()));

test('the documentation shows the dialect that is tested here', () => {
  const guide = readFileSync(new URL('../../docs/adding-an-exporter.md', import.meta.url), 'utf8');
  const code = readFileSync(new URL('permit-list.ts', import.meta.url), 'utf8');
  expect(guide).toContain(`<!-- test/exporters/permit-list.ts -->\n\`\`\`ts\n${code}\`\`\`\n`);
});

test('writes a line for every pair of addresses of one family', () => {
  const lines = (result.files[0]?.text ?? '').split('\n').filter((line) => line.includes(' 502 '));
  expect(lines).toEqual([
    'permit tcp 10.20.0.20 -> 10.20.1.11 502 # conduit/download conduits/line.yaml:27',
    'permit tcp fd20::20 -> fd20:1::11 502 # conduit/download conduits/line.yaml:27',
    'permit tcp 10.20.0.10 -> 10.20.1.11 502 # conduit/poll conduits/line.yaml:12',
    'permit tcp fd20::10 -> fd20:1::11 502 # conduit/poll conduits/line.yaml:12',
    'permit tcp 10.20.0.10 -> 10.20.1.12 502 # conduit/poll conduits/line.yaml:12',
  ]);
});

test('refuses what it cannot match and widens windows that it cannot say', () => {
  expect(result.residual.refused.map((entry) => entry.grant)).toEqual(['conduit/ping', 'conduit/tunnel']);
  const download = result.residual.wider.find((entry) => entry.grant === 'conduit/download');
  expect(download?.losses.map((loss) => loss.detail)).toContain(
    'window maintenance is left out, so the grant is always open',
  );
});

test('refuses a grant that waits for a vendor session, which it could only leave open for ever', () => {
  const grant = { ...buildGrant('remote', ['scada/ews'], ['cell/plc'], ['tcp/3389']), windows: ['support'] };
  const { files, residual } = permitList.render(requestOf(linePlant([grant], [buildSession('support')])));
  expect(files[0]?.text).toBe('\n');
  expect(residual.refused.map(({ losses }) => losses)).toEqual([
    [{ kind: 'windows', detail: 'window support is a vendor session, which cannot be opened there', passes: [] }],
  ]);
});
