import { describe, expect, it } from 'vitest';
import { cumulative, joined, rateAt } from './decline';

const curve = { qi: 1000, di: 0.001, b: 0, switchAt: null, terminal: 0 };

describe('rateAt', () => {
  it('is exponential for b = 0', () => expect(rateAt(curve, 1000)).toBeCloseTo(1000 / Math.E, 9));
  it('is harmonic for b = 1', () => expect(rateAt({ ...curve, b: 1 }, 1000)).toBeCloseTo(500, 9));
  it('is hyperbolic between', () => expect(rateAt({ ...curve, b: 0.5 }, 1000)).toBeCloseTo(1000 / 1.5 ** 2, 9));
  it('goes on exponentially after the switch, without a step', () => {
    const switched = { ...curve, b: 1, switchAt: 1000, terminal: 0.0005 };
    expect(rateAt(switched, 1000)).toBeCloseTo(500, 9);
    expect(rateAt(switched, 3000)).toBeCloseTo(500 * Math.exp(-1), 9);
  });
});

it('joins sets of points by x', () => {
  expect(joined([[[1, 3], [10, 30]], [[2, 3], [200, null]]])).toEqual([[1, 2, 3], [10, null, 30], [null, 200, null]]);
});

it('sums and skips missing values', () => expect(cumulative([1, null, 2])).toEqual([1, 1, 3]));
