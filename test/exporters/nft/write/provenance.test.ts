import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  commentLine,
  elementComment,
  isCommentWhole,
  quoteComment,
} from '../../../../src/exporters/nft/write/provenance.ts';
import { buildGrant, spanAt } from '../../../support/plan-builder.ts';

const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 300 }));

test('a quoted comment is one string of at most 128 bytes, whatever is in it', () => {
  fc.assert(
    fc.property(text, (words) => {
      const quoted = quoteComment(words);
      expect(quoted).toMatch(/^"[^"\n\r]*"$/);
      expect(Buffer.byteLength(quoted)).toBeLessThanOrEqual(130);
      expect(Buffer.from(quoted).toString()).toBe(quoted);
    }),
  );
});

test('a comment line is one line, whatever is in it', () => {
  fc.assert(
    fc.property(text, (words) => {
      expect(commentLine(words)).toMatch(/^# [^\p{Cc}\u2028\u2029]*$/u);
    }),
  );
});

test('an element names its grant and its line, and how many others there are', () => {
  const grants = ['a', 'b', 'c'].map((id) => buildGrant(id, ['x/1'], ['y/1'], ['tcp/1'], { at: spanAt(7) }));
  expect(elementComment(grants)).toBe('conduit/a plant.yaml:7 +2');
  expect([isCommentWhole(grants), isCommentWhole(grants.slice(1, 2))]).toEqual([false, true]);
});

test('a long id is cut before the place is', () => {
  const grant = buildGrant('x'.repeat(200), ['x/1'], ['y/1'], ['tcp/1'], { at: spanAt(7, 'conduits/somewhere.yaml') });
  expect(elementComment([grant])).toMatch(/^conduit\/x+~ conduits\/somewhere\.yaml:7$/);
  expect(elementComment([grant])).toHaveLength(128);
  expect(isCommentWhole([grant])).toBe(false);
});
