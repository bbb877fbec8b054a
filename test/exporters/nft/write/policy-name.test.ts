/** The name of a policy is one comment that nft takes, and comes back as it was written. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundaryWord, parsePolicyName, quotePolicyName } from '../../../../src/exporters/nft/write/policy-name.ts';

const revision = fc.option(fc.stringMatching(/^[0-9a-f]{7,12}(-dirty)?$/), { nil: null });
const model = fc.stringMatching(/^[0-9a-f]{16}$/);

test('a name is read back as it was written, whatever the boundary is called', () => {
  fc.assert(
    fc.property(model, revision, fc.string({ minLength: 1, unit: 'grapheme' }), (digest, commit, boundary) => {
      const quoted = quotePolicyName({ model: digest, revision: commit, boundary });
      expect(quoted).toMatch(/^"[\x20-\x7e]{1,128}"$/);
      expect(parsePolicyName(quoted.slice(1, -1))).toEqual({
        model: digest,
        revision: commit,
        boundary: boundaryWord(boundary),
      });
    }),
  );
});

test('the word for a boundary is no path that leads elsewhere', () => {
  expect(boundaryWord('fw-line')).toBe('fw-line');
  expect(['..', '.', '../x', '.ssh'].map(boundaryWord)).toEqual(['_.', '_', '_._x', '_ssh']);
  expect(boundaryWord('x'.repeat(200))).toHaveLength(64);
});

test('other comments name no policy', () => {
  for (const comment of [null, '', 'model=12 revision=x boundary=y', 'down/poll plant.yaml:4'])
    expect(parsePolicyName(comment)).toBeNull();
});
