import { describe, expect, it } from 'vitest';
import { appendRow, dropBefore, emptySeries } from './series';

const HOUR = 3_600_000;
const row = (hour: number, original: number, value: number | null) => ({
  time: new Date(hour * HOUR).toISOString(), original_time: new Date(original * HOUR).toISOString(), well_name: 'A', oil_rate: value, quality: null,
});

function seriesOf(mode: 'rows' | 'points', rows: ReturnType<typeof row>[]) {
  const series = emptySeries({ mode }, ['oil_rate']);
  for (const one of rows) appendRow(series, one, HOUR);
  return series;
}

describe('appendRow', () => {
  it('keeps a missing value as null', () => {
    expect(seriesOf('rows', [row(1, 1, 5), row(2, 2, null)]).columns.oil_rate).toEqual([5, null]);
  });
  it('breaks the line where hours are missing', () => {
    expect(seriesOf('rows', [row(1, 1, 5), row(4, 4, 6)]).columns.oil_rate).toEqual([5, null, 6]);
  });
  it('breaks it where the data begins again', () => {
    expect(seriesOf('points', [row(1, 9, 5), row(2, 1, 6)]).columns.oil_rate).toEqual([5, null, 6]);
  });
  it('does not break between downsampled points', () => {
    expect(seriesOf('points', [row(1, 1, 5), row(40, 40, 6)]).columns.oil_rate).toEqual([5, 6]);
  });
  it('takes a row once', () => {
    expect(seriesOf('rows', [row(1, 1, 5), row(1, 1, 5)]).x).toHaveLength(1);
  });
});

it('drops what has left the window, in large pieces', () => {
  const series = seriesOf('rows', Array.from({ length: 1000 }, (_, hour) => row(hour + 1, hour + 1, hour)));
  dropBefore(series, 100 * HOUR);
  expect(series.x).toHaveLength(1000);
  dropBefore(series, 900 * HOUR);
  expect(series.x[0]).toBe(899 * HOUR);
  expect(series.columns.oil_rate).toHaveLength(series.x.length);
  expect(series.original).toHaveLength(series.x.length);
});
