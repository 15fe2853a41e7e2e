import { expect, it } from 'vitest';
import { wellOfSlug, wellSlug } from './wellSlug';

const NAMES = ['NO-15/9-F-12', 'NO-99/1-A-1', 'NO-99-1/A-1', 'STATE 36-1H'];

it('finds a well by its name or its slug', () => {
  expect(wellSlug('NO-15/9-F-12')).toBe('NO-15-9-F-12');
  expect(wellOfSlug('NO-15-9-F-12', NAMES)).toBe('NO-15/9-F-12');
  expect(wellOfSlug('NO-15/9-F-12', NAMES)).toBe('NO-15/9-F-12');
  expect(wellOfSlug(decodeURIComponent(wellSlug('STATE 36-1H')), NAMES)).toBe('STATE 36-1H');
});

it('writes the whole name where two wells share a slug', () => {
  expect(wellOfSlug(decodeURIComponent(wellSlug('NO-99/1-A-1', NAMES)), NAMES)).toBe('NO-99/1-A-1');
  expect(wellOfSlug(decodeURIComponent(wellSlug('NO-99-1/A-1', NAMES)), NAMES)).toBe('NO-99-1/A-1');
});

it('finds none where two fit, or none', () => {
  expect(wellOfSlug('NO-99-1-A-1', NAMES)).toBeNull();
  expect(wellOfSlug('NO-15', NAMES)).toBeNull();
});
