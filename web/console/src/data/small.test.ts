import { describe, expect, it } from 'vitest';
import { badgeOf, Progress } from './badge';
import { axisText, changeText, numberText, quantile } from './numbers';
import { stacked } from './fieldSeries';
import { toCsv } from '../charts/export';
import { isolated } from '../charts/plot';
import { sparkPath } from '../components/spark';
import { sortRows, type Column } from '../components/table';
import { parseMetrics } from '../pages/system/metrics';
import { detailText, effectText } from '../pages/replay/effect';

describe('numbers', () => {
  it('have the digits that a reader needs', () => {
    expect([4972.85, 497.285, 49.7285, 0.52, 0, -12.5].map(numberText)).toEqual(['4,973', '497.3', '49.73', '0.520', '0', '-12.50']);
    expect(numberText(null)).toBe('–');
    expect(changeText(-12.5)).toBe('−12.50');
    expect([changeText(3), changeText(0)]).toEqual(['+3.00', '±0']);
    expect(axisText(12_500)).toBe('12.5k');
  });
  it('have quantiles', () => {
    expect(quantile([1, 2, 3, 4, 5], 0.25)).toBe(2);
    expect(quantile([], 0.5)).toBeNull();
  });
});

describe('badgeOf', () => {
  const status = { state: 'streaming', streamer_alive: true, paused: false, lag_seconds: 0 } as never;
  const known = { offline: false, status, problem: '', historical: false };
  it('tells the worst', () => {
    expect(badgeOf(known)).toBe('live');
    expect(badgeOf({ ...known, historical: true })).toBe('historical');
    expect(badgeOf({ ...known, status: { ...(status as object), paused: true } as never })).toBe('paused');
    expect(badgeOf({ ...known, status: { ...(status as object), state: 'behind' } as never })).toBe('catching');
    expect(badgeOf({ ...known, historical: true, status: { ...(status as object), streamer_alive: false } as never })).toBe('stopped');
    expect(badgeOf({ ...known, offline: true })).toBe('offline');
    expect(badgeOf({ ...known, status: null })).toBe('connecting');
    expect(badgeOf({ ...known, status: null, problem: 'no stream' })).toBe('empty');
  });
  it('measures progress by the largest lag', () => {
    const progress = new Progress();
    const behind = (lag_seconds: number) => ({ state: 'behind', lag_seconds }) as never;
    expect(progress.take(behind(100))).toBe(0);
    expect(progress.take(behind(25))).toBe(0.75);
    expect(progress.take(status)).toBe(1);
  });
});

describe('tables', () => {
  const column: Column<number | null> = { id: 'a', title: '', align: 'right', width: 1, value: (row) => row, text: String };
  it('sort numbers as numbers and leave missing ones last, both ways', () => {
    expect(sortRows([10, null, 9, 100], column, false)).toEqual([9, 10, 100, null]);
    expect(sortRows([10, null, 9, 100], column, true)).toEqual([100, 10, 9, null]);
  });
  it('sort names with numbers in them as people do', () => {
    const names: Column<string> = { id: 'a', title: '', align: 'left', width: 1, value: (row) => row, text: String };
    expect(sortRows(['A-10', 'A-9'], names, false)).toEqual(['A-9', 'A-10']);
  });
});

describe('lines', () => {
  it('show a value between gaps as a dot', () => {
    expect(isolated([null, 1, null, 2, 3, null, 4], [0, 6])).toEqual([1, 6]);
  });
  it('of a sparkline break at missing values', () => {
    expect(sparkPath([1, 2, null, 3], 90, 24).match(/M/g)).toHaveLength(2);
    expect(sparkPath([null], 90, 24)).toBe('');
  });
  it('are stacked, a missing value as none', () => {
    expect(stacked([[1, null], [2, 3]])).toEqual([[1, 0], [3, 3]]);
  });
});

it('writes CSV that no spreadsheet takes for a formula', () => {
  expect(toCsv([{ title: 'a,b', values: ['=1+1', null] }, { title: 'c', values: [1.5, NaN] }])).toBe('"a,b",c\r\n\'=1+1,1.5\r\n,\r\n');
});

it('reads metrics', () => {
  expect(parseMetrics('# HELP x\nx{kind="live"} 5\ny 1.5\n').get('x{kind="live"}')).toBe(5);
});

it('says what a command changed', () => {
  const before = { source_time: '2008-01-01T00:00:00Z', newest_label: null, speed: 1, paused: false, loop: 0 };
  expect(effectText({ before, after: { ...before, speed: 60 } } as never, String)).toBe('×1 → ×60');
  expect(effectText({ before, after: before } as never, String)).toBe('nothing changed');
});

it('writes the times in the words of the server as everywhere', () => {
  const detail = 'source hour 2012-03-02T12:00:00+01:00 comes at 2026-11-30T11:59:47.894603+00:00, speed 1';
  const text = (name: string) => (instant: number) => `${name} ${new Date(instant).toISOString().slice(11, 19)}`;
  expect(detailText(detail, text('data'), text('live'))).toBe('source hour data 11:00:00 comes at live 11:59:47, speed 1');
});
