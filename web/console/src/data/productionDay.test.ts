import { describe, expect, it } from 'vitest';
import { dayAfter, labelsOf } from './productionDay';
import { DataClock } from './timemap';

const HOUR = 3_600_000;
const at = (text: string) => Date.parse(text);

describe('dayAfter', () => {
  it('knows months and leap years, and rejects what is no day', () => {
    expect([dayAfter('2008-02-28', 1), dayAfter('2008-01-01', -1), dayAfter('2008-02-29', 0)]).toEqual(['2008-02-29', '2007-12-31', '2008-02-29']);
    expect(['2007-02-29', '2008-2-9', '29.2.2008', ''].map((text) => dayAfter(text, 0))).toEqual(['', '', '', '']);
  });
});

describe('labelsOf', () => {
  // Two years of data at speed 1, five years later on the live timeline.
  const shift = at('2013-01-01T00:00Z') - at('2008-01-01T00:00Z');
  const plain = { start_time: '2013-01-01T00:00Z', end_time: '2015-01-01T00:00Z', original_start_time: '2008-01-01T00:00Z', speed: 1, present: true };
  const clock = new DataClock([plain] as never);
  const edge = { time: at('2015-01-01T00:00Z'), original: at('2008-01-01T00:00Z') + (at('2015-01-01T00:00Z') - at('2013-01-01T00:00Z')) };

  it('holds every hour of the day in the zone of the data', () => {
    const labels = labelsOf('2008-02-29', 'Europe/Oslo', clock, edge)!;
    expect(labels).toEqual({ from: at('2008-02-28T22:00Z') + shift, to: at('2008-02-29T23:00Z') + shift });
  });
  it('holds the 25 hours of the day on which the clock is set back', () => {
    const labels = labelsOf('2008-10-26', 'Europe/Oslo', clock, edge)!;
    expect(labels.to - labels.from).toBe(26 * HOUR);
  });
  it('ends at the live edge on the present day, and knows no other day', () => {
    const last = { time: edge.time, original: edge.original };
    const day = new Date(last.original).toISOString().slice(0, 10);
    expect(labelsOf(day, 'UTC', clock, last)!.to).toBe(last.time);
    expect(labelsOf('2007-06-01', 'UTC', clock, edge)).toBeNull();
    expect(labelsOf('2011-06-01', 'UTC', clock, edge)).toBeNull();
  });
  it('takes the newest place of a day that the stream has seen twice', () => {
    const again = { start_time: '2015-01-01T00:00Z', end_time: '2015-02-01T00:00Z', original_start_time: '2008-02-28T00:00Z', speed: 24, present: true };
    const twice = new DataClock([{ ...plain, present: false }, again] as never);
    const labels = labelsOf('2008-03-10', 'UTC', twice, edge)!;
    expect(labels.from).toBe(at('2015-01-01T00:00Z') + (10 * 24 + 23) * HOUR / 24);
    expect(labels.to - labels.from).toBe((25 * HOUR) / 24);
  });
});
