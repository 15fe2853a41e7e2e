// Series of the whole field: totals in buckets, and one tag of several wells on common times.
import { get } from '../api/client';
import type { Row, Tag, Values } from '../api/types';
import type { Interval } from './bucket';
import type { Units } from './settings.svelte';

export interface FieldSeries {
  x: number[];
  columns: Record<string, (number | null)[]>;
  day: (string | null)[];
  units: Record<string, string>;
}

export interface Asked {
  from: number;
  to: number;
  interval: Interval;
  units: Units;
  zone: string;
}

const text = (instant: number) => new Date(Math.floor(instant)).toISOString();

export async function loadTotals(asked: Asked, tags: readonly string[], signal: AbortSignal): Promise<FieldSeries> {
  const { body, units } = await get('/api/field/production', {
    query: { start_time: text(asked.from), end_time: text(asked.to), interval: asked.interval, units: asked.units, timezone: asked.zone },
    signal,
  });
  const rows = body as unknown as (Values & { time: string; production_day?: string })[];
  return {
    x: rows.map((row) => Date.parse(row.time)),
    columns: Object.fromEntries(tags.map((tag) => [tag, rows.map((row) => row[tag] ?? null)])),
    day: rows.map((row) => row.production_day ?? null),
    units,
  };
}

/** One tag of some wells: columns by well on the times of all of them. */
export async function loadWells(asked: Asked, wells: readonly string[], tag: Tag, signal: AbortSignal): Promise<FieldSeries> {
  if (wells.length === 0) return { x: [], columns: {}, day: [], units: {} };
  const { body, units } = await get('/api/production', {
    query: { wells, tags: [tag], start_time: text(asked.from), end_time: text(asked.to), interval: asked.interval, units: asked.units, timezone: asked.zone },
    signal,
  });
  const rows = body as unknown as Row[];
  const times = [...new Set(rows.map((row) => Date.parse(row.time)))].sort((a, b) => a - b);
  const place = new Map(times.map((time, index) => [time, index]));
  const columns: FieldSeries['columns'] = Object.fromEntries(wells.map((well) => [well, times.map(() => null)]));
  for (const row of rows) {
    const value = row[tag];
    if (typeof value === 'number' && columns[row.well_name]) columns[row.well_name]![place.get(Date.parse(row.time))!] = value;
  }
  const day = times.map((): string | null => null);
  for (const row of rows) day[place.get(Date.parse(row.time))!] = (row.production_day as string | undefined) ?? null;
  return { x: times, columns, day, units };
}

/** Columns on top of each other, the first at the bottom; a missing value counts as none. */
export function stacked(columns: readonly (readonly (number | null)[])[]): (number | null)[][] {
  const sums: number[] = [];
  return columns.map((column) => column.map((value, index) => {
    sums[index] = (sums[index] ?? 0) + (value ?? 0);
    return sums[index]!;
  }));
}
