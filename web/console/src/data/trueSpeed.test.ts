import { expect, it } from 'vitest';
import { TrueSpeed } from './trueSpeed';

const HOUR = 3_600_000;

it('measures an hour a second', () => {
  const speed = new TrueSpeed();
  expect(speed.value).toBeNull();
  for (let i = 0; i < 5; i++) speed.take(i * 1000, i * HOUR);
  expect(speed.value).toBe(3600);
});

it('does not count a jump back as negative speed', () => {
  const speed = new TrueSpeed();
  for (let i = 0; i < 5; i++) speed.take(i * 1000, i * HOUR);
  speed.take(5000, 0);
  expect(speed.value).toBeNull();
});
