import { expect, test } from 'vitest';
import { cacheBuckets, defaultFlowLimits, resolveFlowLimits } from '../../src/flows/flow-context.ts';
import { testContext } from '../support/read-conversations.ts';

test('the host is asked for a bucket once per minute, whatever order the times come in', () => {
  const asked: number[] = [];
  const bucketOf = cacheBuckets({
    ...testContext,
    bucketOf(micros) {
      asked.push(micros);
      return micros / 60_000_000;
    },
  });
  const minute = 60_000_000;
  expect([0, 1, minute - 1, minute, 5, 2 * minute, minute + 1].map(bucketOf)).toEqual([0, 0, 0, 1, 0, 2, 1]);
  expect(asked).toEqual([0, minute, 2 * minute]);
});

test('times that no date can have fall into the first and the last bucket', () => {
  const bucketOf = cacheBuckets({ ...testContext, bucketOf: (micros) => new Date(micros / 1000).getTime() });
  expect([1e30, Number.POSITIVE_INFINITY, -1e30].map((micros) => Math.sign(bucketOf(micros)))).toEqual([1, 1, -1]);
});

test('limits that the host does not set have a default', () => {
  expect(resolveFlowLimits({ ...testContext, limits: { lineBytes: 10 } })).toEqual({
    ...defaultFlowLimits,
    lineBytes: 10,
  });
});
