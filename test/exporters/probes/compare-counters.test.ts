/** Counters of elements are compared by the grants that they name. */
import { expect, test } from 'vitest';
import { elementName } from '../../../src/exporters/nft/write/provenance.ts';
import { compareCounters } from '../../../src/exporters/probes/compare-counters.ts';
import { requestOf } from '../../support/export-request.ts';
import { prepareTrial } from '../../support/lab.ts';
import { linePlant } from '../../support/line-plant.ts';

const { grants } = prepareTrial(requestOf(linePlant()), 10).prepared.oracle;
const name = (index: number): string => {
  const grant = grants[index]?.grant;
  return grant === undefined ? '' : elementName([grant]);
};

test('sums that agree are no finding, whatever has counted nothing', () => {
  const tally = new Map([['0', 7]]);
  const counted = new Map([
    [name(0), 7],
    [name(1), 0],
  ]);
  expect(compareCounters(tally, grants, elementName, counted)).toEqual({ counters: 2, miscounted: [] });
});

test('an element that is not there, one that counts too much and one of nobody are findings', () => {
  const tally = new Map([
    ['0', 7],
    ['1', 2],
  ]);
  const counted = new Map([
    [name(1), 3],
    ['somebody', 1],
  ]);
  expect(compareCounters(tally, grants, elementName, counted).miscounted).toEqual([
    { grants: name(0), expected: 7, counted: 0 },
    { grants: name(1), expected: 2, counted: 3 },
    { grants: 'somebody', expected: 0, counted: 1 },
  ]);
});

test('packets of several grants belong to the element that names them together', () => {
  const both = [grants[0], grants[1]].flatMap((each) => each?.grant ?? []);
  const counted = new Map([[elementName(both), 5]]);
  expect(compareCounters(new Map([['0,1', 5]]), grants, elementName, counted).miscounted).toEqual([]);
});
