import { describe, expect, it } from 'vitest';
import { timeTicks } from './ticks';
import { durationText, instantOf, timeText, zoneOffset } from './zones';

const HOUR = 3_600_000;
const OSLO = 'Europe/Oslo';

describe('times', () => {
  it('are texts in their zone', () => {
    expect(timeText(Date.parse('2008-02-29T12:00:00Z'), 'minute', OSLO)).toBe('2008-02-29 13:00');
    expect(timeText(NaN, 'minute', OSLO)).toBe('–');
  });
  it('know summer time', () => {
    expect(zoneOffset(Date.parse('2026-07-01T00:00:00Z'), OSLO)).toBe(2 * HOUR);
    expect(zoneOffset(Date.parse('2026-01-01T00:00:00Z'), OSLO)).toBe(HOUR);
  });
  it('are read as local', () => {
    expect(instantOf('2026-07-01 14:00', OSLO)).toBe(Date.parse('2026-07-01T12:00:00Z'));
    expect(instantOf('2026-07-01', OSLO)).toBe(Date.parse('2026-06-30T22:00:00Z'));
    expect(instantOf('yesterday', OSLO)).toBeNaN();
  });
  it('of day are whole on both sides of a change of clocks', () => {
    expect(instantOf('2026-03-29 03:00', OSLO)).toBe(Date.parse('2026-03-29T01:00:00Z'));
    expect(instantOf('2026-10-25 04:00', OSLO)).toBe(Date.parse('2026-10-25T03:00:00Z'));
  });
});

describe('marks of an axis', () => {
  it('stand on local midnights, also over a change of clocks', () => {
    const ticks = timeTicks(Date.parse('2026-03-27T00:00:00Z'), Date.parse('2026-04-01T00:00:00Z'), 10, OSLO);
    expect(ticks.map((tick) => timeText(tick.at, 'minute', OSLO).slice(11))).toEqual(expect.arrayContaining(['00:00']));
    const days = timeTicks(Date.parse('2026-03-20T00:00:00Z'), Date.parse('2026-04-05T00:00:00Z'), 20, OSLO);
    expect(new Set(days.map((tick) => timeText(tick.at, 'time', OSLO)))).toEqual(new Set(['00:00']));
  });
  it('are never more than asked for by much', () => {
    for (const span of [30_000, HOUR, 48 * HOUR, 60 * 24 * HOUR, 900 * 24 * HOUR, 9 * 8766 * HOUR]) {
      const count = timeTicks(1.8e12, 1.8e12 + span, 8, OSLO).length;
      expect(count).toBeGreaterThan(1);
      expect(count).toBeLessThanOrEqual(10);
    }
  });
  it('name the year at its beginning', () => {
    const ticks = timeTicks(Date.parse('2025-10-01T00:00:00Z'), Date.parse('2026-06-01T00:00:00Z'), 8, 'UTC');
    expect(ticks.map((tick) => tick.text)).toContain('2026');
  });
});

it('writes durations', () => {
  expect(durationText(52_000)).toBe('52 s');
  expect(durationText(1_733_000)).toBe('28 min 53 s');
  expect(durationText(7_500_000)).toBe('2 h 05 min');
  expect(durationText(76 * HOUR)).toBe('3 d 4 h');
});
