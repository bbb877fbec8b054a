/** What a compile does with the outcome of its validation. */
import { expect, test } from 'vitest';
import { loadPolicy } from '../../../src/evaluator/policy.ts';
import { compileWith, withPolicyText } from './validated-plant.ts';

test('a plant whose readings agree is compiled, and says what was compared', async () => {
  const { value, diagnostics } = await compileWith();
  expect(value.bundle).not.toBeNull();
  expect(value.validation).toMatchObject({ zonePairs: 4, abandoned: 0 });
  expect(diagnostics.map(({ code }) => code)).toContain('allowlist/guard');
});

test('a disagreement stands in the way, with the smallest conversation that shows it', async () => {
  const { value, diagnostics } = await compileWith(withPolicyText('range.from <= last\n', ''));
  expect(value.bundle).toBeNull();
  const [found] = diagnostics.filter(({ code }) => code === 'compile/disagreement');
  expect(found?.args).toMatchObject({
    first: { who: 'the allowed set', says: 'allowed' },
    second: { who: 'the compiled policy', says: 'denied' },
    conversation: expect.stringMatching(/^dmz\/hist -> cell\/plc-a modbus read \S+ unit 1 holding \d+ on tcp\/502 @/),
  });
});

test('a policy that runs out of memory or time is asked no further, and the rest is compared', async () => {
  const { value } = await compileWith(undefined, (wasm, data) => {
    const started = loadPolicy(wasm, data);
    if (started.kind !== 'loaded') return started;
    const { policy } = started;
    return {
      kind: 'loaded',
      policy: {
        guarded: (work) => policy.guarded(work),
        decide: (input) =>
          input.source.zone === 'dmz' && input.destination.zone === 'cell'
            ? { kind: 'failed', message: 'opa_malloc: failed' }
            : policy.decide(input),
      },
    };
  });
  expect(value.validation).toMatchObject({ zonePairs: 4, abandoned: 1 });
});

test('a policy that fails for a conversation stands in the way', async () => {
  const { value, diagnostics } = await compileWith(undefined, (wasm, data) => {
    const started = loadPolicy(wasm, data);
    if (started.kind !== 'loaded') return started;
    const { policy } = started;
    return {
      kind: 'loaded',
      policy: {
        guarded: (work) => policy.guarded(work),
        decide: (input) =>
          input.operation.name === 'read_coils' ? { kind: 'failed', message: 'two results' } : policy.decide(input),
      },
    };
  });
  expect(value.bundle).toBeNull();
  expect(diagnostics.find(({ code }) => code === 'policy/fails')?.args).toMatchObject({ message: 'two results' });
});
