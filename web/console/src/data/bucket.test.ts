import { describe, expect, it } from 'vitest';
import { bucketOf, commonInterval, planOf } from './bucket';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

const window = (span: number, pixels: number, speed = 1, lines = 1) => ({ span, pixels, lines, data: span * speed, stepMs: HOUR });

describe('planOf', () => {
  it('asks for rows while there are no more than pixels', () => {
    expect(planOf('auto', window(720 * HOUR, 1000))).toEqual({ mode: 'rows' });
  });
  it('asks for as many points as pixels where there are more rows', () => {
    expect(planOf('auto', window(9 * YEAR, 1000))).toEqual({ mode: 'points', points: 1000 });
  });
  it('gives each line of a track a point for each pixel, up to what the API allows', () => {
    expect(planOf('auto', window(9 * YEAR, 1000, 1, 4))).toEqual({ mode: 'points', points: 4000 });
    expect(planOf('auto', window(9 * YEAR, 5000, 1, 4))).toEqual({ mode: 'points', points: 10_000 });
  });
  it('counts rows of the data, not of the live time', () => {
    expect(planOf('auto', window(2 * HOUR, 1000, 3600)).mode).toBe('points');
  });
  it('takes the chosen bucket where it fits', () => {
    expect(planOf('pd', window(YEAR, 1000))).toEqual({ mode: 'buckets', interval: '1pd' });
  });
  it('takes a wider bucket where it does not, and says so', () => {
    expect(planOf('pd', window(9 * YEAR, 300))).toEqual({ mode: 'buckets', interval: '1mo', coarser: true });
    expect(planOf('pd', window(9 * YEAR, 600))).toEqual({ mode: 'buckets', interval: '7d', coarser: true });
  });
});

describe('commonInterval', () => {
  it('is the chosen one, or longer where that would be finer than pixels', () => {
    expect(commonInterval('pd', 5 * DAY, 5 * DAY, 500)).toBe('1pd');
    expect(commonInterval('month', YEAR, YEAR, 500)).toBe('1mo');
    expect(commonInterval('day', 9 * YEAR, 9 * YEAR, 500)).toBe('7d');
    expect(bucketOf('pd')).toBe('pd');
    expect(bucketOf('week')).toBe('auto');
  });
  it('is the production day for a month and a year', () => {
    expect(commonInterval('auto', 30 * DAY, 30 * DAY, 500)).toBe('1pd');
    expect(commonInterval('auto', YEAR, YEAR, 500)).toBe('1pd');
  });
  it('is never more buckets than pixels', () => {
    expect(commonInterval('auto', 9 * YEAR, 9 * YEAR, 500)).toBe('7d');
    expect(commonInterval('auto', 9 * YEAR, 9 * YEAR, 200)).toBe('1mo');
  });
  it('is hours for a window of days', () => {
    expect(commonInterval('auto', 2 * DAY, 2 * DAY, 500)).toBe('1h');
  });
  it('is production days at a speed where they are minutes', () => {
    expect(commonInterval('auto', 2 * HOUR, 2 * HOUR * 3600, 500)).toBe('1pd');
  });
});
