/** A policy depends on `input` and `data` alone: every class of function that reads the world is refused by name. */
import { expect, test } from 'vitest';
import { regoRequest } from '../../../src/compiler/compile-policies.ts';
import { pureBuiltins } from '../../../src/compiler/rego/builtins.ts';
import { diagnoseRego } from '../../../src/compiler/rego/problems.ts';
import { openRegoCompiler } from '../../../src/platform/rego-compiler.ts';
import { readShippedFiles } from '../../../src/platform/shipped-files.ts';

const compiler = await openRegoCompiler(process.env);

test.for<[world: string, builtin: string, call: string]>([
  ['the network', 'http.send', 'http.send({"method": "get", "url": "http://x"}).status_code == 200'],
  ['names of hosts', 'net.lookup_ip_addr', 'count(net.lookup_ip_addr("x")) > 0'],
  ['the clock', 'time.now_ns', 'time.now_ns() > 0'],
  ['the zone files of time', 'time.clock', 'time.clock([0, "Europe/Berlin"])[0] > 8'],
  ['randomness', 'rand.intn', 'rand.intn("x", 2) == 1'],
  ['random identifiers', 'uuid.rfc4122', 'uuid.rfc4122("x") != ""'],
  ['the environment', 'opa.runtime', 'opa.runtime().env.HOME != ""'],
  ['the log', 'trace', 'trace("x")'],
  ['secrets and signatures', 'io.jwt.decode_verify', 'io.jwt.decode_verify("x", {})[0]'],
  ['work that never ends', 'crypto.x509.parse_keypair', 'crypto.x509.parse_keypair("x", "y") != null'],
])('%s', async ([, builtin, call]) => {
  const rego = [{ path: 'policies/x.rego', text: `package plant.allow.x\n\ngrant contains "a" if ${call}\n` }];
  const answer = await compiler.check(regoRequest(rego, readShippedFiles()));
  expect(answer.kind).toBe('failed');
  const found = answer.kind === 'failed' ? diagnoseRego(answer.errors) : [];
  expect(found).toMatchObject([{ code: 'rego/builtin', args: { builtin }, at: { line: 3 } }]);
  expect(pureBuiltins).not.toContain(builtin);
});

test('a document that nobody defines is not read as empty: only what is declared can be named', async () => {
  const rego = [{ path: 'policies/x.rego', text: 'package plant.allow.x\n\ngrant contains "a" if input.clock > 0\n' }];
  const answer = await compiler.check(regoRequest(rego, readShippedFiles()));
  expect(answer.kind === 'failed' ? diagnoseRego(answer.errors) : []).toMatchObject([{ code: 'rego/type' }]);
});
