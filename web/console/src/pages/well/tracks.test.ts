import { expect, it } from 'vitest';
import { hiddenIn, tagOf, toggled } from './tracks';

it('reads the tags of an address, and no other words', () => {
  expect(tagOf('oil_rate')).toBe('oil_rate');
  expect(tagOf('nothing')).toBeNull();
  expect(hiddenIn(new URLSearchParams('hide=gor,nothing,oil_rate'))).toEqual(['gor', 'oil_rate']);
  expect(hiddenIn(new URLSearchParams())).toEqual([]);
});

it('hides a line and shows it again', () => {
  expect(toggled([], 'gor')).toBe('gor');
  expect(toggled(['gor'], 'oil_rate')).toBe('gor,oil_rate');
  expect(toggled(['gor'], 'gor')).toBeNull();
});
