import { describe, expect, it } from 'vitest';
import { DataClock, mapOf, spanOf, spanText, TimeMap } from './timemap';

const HOUR = 3_600_000;

describe('TimeMap', () => {
  // Ten hours of data at speed 1, then ten hours within a hundredth of the time.
  const map = new TimeMap([{ time: 0, position: 0 }, { time: 10 * HOUR, position: 10 * HOUR }, { time: 10.1 * HOUR, position: 20 * HOUR }]);
  it('maps both ways', () => {
    expect(map.positionOf(5 * HOUR)).toBe(5 * HOUR);
    expect(map.positionOf(10.05 * HOUR)).toBeCloseTo(15 * HOUR, 0);
    expect(map.timeOf(15 * HOUR)).toBeCloseTo(10.05 * HOUR, 0);
  });
  it('stays within its ends', () => {
    expect(map.positionOf(-1)).toBe(0);
    expect(map.timeOf(99 * HOUR)).toBe(10.1 * HOUR);
  });
});

it('makes a map of the points of a life', () => {
  const time = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'];
  const map = mapOf({ point_hours: 24, last_time: '2026-01-02T12:00:00Z', last_original_time: '2008-01-02T12:00:00Z',
    points: { time, original_time: ['2008-01-01T00:00:00Z', '2008-01-02T00:00:00Z'] } } as never);
  expect(map.last).toEqual({ time: Date.parse('2026-01-02T12:00:00Z'), position: 36 * HOUR });
});

describe('DataClock', () => {
  const day = (text: string) => Date.parse(`${text}Z`);
  const stretch = (start: string, end: string, original: string, speed: number, present: boolean) =>
    ({ start_time: `${start}Z`, end_time: `${end}Z`, original_start_time: `${original}Z`, speed, present });
  // Two days of 2008; a seek back to the first of them, at speed 24, before the first stretch would have ended.
  const clock = new DataClock([
    stretch('2026-01-01T00:00:00', '2026-01-03T00:00:00', '2008-01-01T00:00:00', 1, false),
    stretch('2026-01-02T12:00:00', '2026-01-02T13:00:00', '2008-01-01T00:00:00', 24, true),
  ] as never);
  it('says what time it is in the data', () => {
    expect(clock.dataAt(day('2026-01-01T06:00'))).toBe(day('2008-01-01T06:00'));
    expect(clock.dataAt(day('2026-01-02T11:00'))).toBe(day('2008-01-02T11:00'));
    expect(clock.dataAt(day('2026-01-02T12:30'))).toBe(day('2008-01-01T12:00'));
    expect(clock.dataAt(day('2026-01-02T14:00'))).toBe(day('2008-01-03T00:00'));
    expect(clock.dataAt(day('2025-12-31T23:00'))).toBeNaN();
  });
  it('finds the newest label of a time in the data', () => {
    expect(clock.labelAt(day('2008-01-01T12:00'))).toBe(day('2026-01-02T12:30'));
    expect(clock.labelAt(day('2008-01-02T06:00'))).toBe(day('2026-01-02T06:00'));
    expect(clock.labelAt(day('2008-01-02T18:00'))).toBeNaN();
    expect(clock.labelAt(day('2009-01-01T00:00'))).toBeNaN();
  });
});

describe('spans', () => {
  it('are read and written', () => {
    expect(spanOf('30d')).toBe(720 * HOUR);
    expect(spanOf('1.5h')).toBe(1.5 * HOUR);
    expect(spanOf('soon')).toBeNull();
    expect(spanText(720 * HOUR)).toBe('30d');
    expect(spanText(36 * HOUR)).toBe('36h');
  });
});
