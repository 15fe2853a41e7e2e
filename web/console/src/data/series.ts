// Rows of a well for charts: columns by tag, gaps as null, the reason of a gap beside it.
import { get } from '../api/client';
import type { Quality, Row, Tag } from '../api/types';
import type { Plan } from './bucket';

export interface Series {
  plan: Plan;
  x: number[];
  /** Time in the source [ms]; NaN for a break that stands for missing rows. */
  original: number[];
  columns: Record<string, (number | null)[]>;
  quality: Quality[];
  /** Production day of a bucket. */
  day: (string | null)[];
  units: Record<string, string>;
}

export interface Wanted {
  well: string;
  tags: readonly Tag[];
  from: number;
  to: number;
  plan: Plan;
  units: 'metric' | 'field';
  zone: string;
  /** Distance of rows in the data [ms]. */
  stepMs: number;
}

export function emptySeries(plan: Plan, tags: readonly string[]): Series {
  return { plan, x: [], original: [], columns: Object.fromEntries(tags.map((tag) => [tag, []])), quality: [], day: [], units: {} };
}

export async function loadSeries(wanted: Wanted, signal: AbortSignal): Promise<Series> {
  const { plan } = wanted;
  const { body, units } = await get('/api/production/{well_name}/range', {
    path: { well_name: wanted.well },
    query: {
      start_time: new Date(Math.floor(wanted.from)).toISOString(),
      end_time: new Date(Math.ceil(wanted.to)).toISOString(),
      tags: wanted.tags,
      units: wanted.units,
      interval: plan.interval,
      fill: plan.mode === 'buckets' && plan.interval !== '1pd' ? 'null' : undefined,
      points: plan.points,
      timezone: wanted.zone,
    },
    signal,
  });
  const series = emptySeries(plan, wanted.tags);
  series.units = units;
  for (const row of body as unknown as Row[]) appendRow(series, row, wanted.stepMs);
  return series;
}

/** Adds a row that is newer than all others; where rows are missing before it, the line breaks. */
export function appendRow(series: Series, row: Row, stepMs: number): void {
  const time = Date.parse(row.time);
  const original = row.original_time ? Date.parse(row.original_time) : NaN;
  const count = series.x.length;
  if (count > 0 && time <= series.x[count - 1]!) return;
  if (series.plan.mode !== 'buckets' && count > 0 && breaks(series.original[count - 1]!, original, series.plan.mode, stepMs)) {
    push(series, (series.x[count - 1]! + time) / 2, NaN, null, null, () => null);
  }
  push(series, time, original, row.quality ?? null, (row.production_day as string | undefined) ?? null, (tag) => {
    const value = row[tag];
    return typeof value === 'number' ? value : null;
  });
}

/** A loop or a seek goes back; a hole of the source is longer than a step. Downsampled rows have breaks of their own. */
function breaks(before: number, now: number, mode: Plan['mode'], stepMs: number): boolean {
  if (Number.isNaN(before) || Number.isNaN(now)) return false;
  return now <= before || (mode === 'rows' && now - before > stepMs * 1.5);
}

function push(series: Series, x: number, original: number, quality: Quality, day: string | null, value: (tag: string) => number | null): void {
  series.x.push(x);
  series.original.push(original);
  series.quality.push(quality);
  series.day.push(day);
  for (const [tag, column] of Object.entries(series.columns)) column.push(value(tag));
}

/** Drops rows before `from`, so that a page on a wall does not grow. Keeps one, where a line enters the window. */
export function dropBefore(series: Series, from: number): void {
  let count = 0;
  while (count + 1 < series.x.length && series.x[count + 1]! < from) count++;
  if (count < 100) return; // not for a few
  series.x.splice(0, count);
  series.original.splice(0, count);
  series.quality.splice(0, count);
  series.day.splice(0, count);
  for (const column of Object.values(series.columns)) column.splice(0, count);
}

/** Why a tag has no value at a time: one stored row, asked for when somebody points at a gap. */
export async function reasonAt(well: string, tag: Tag, time: number, windowMs: number, signal: AbortSignal): Promise<Quality> {
  const { body } = await get('/api/production/{well_name}/range', {
    path: { well_name: well },
    query: {
      start_time: new Date(Math.floor(time)).toISOString(),
      end_time: new Date(Math.ceil(time + windowMs)).toISOString(),
      tags: [tag],
      limit: 1,
    },
    signal,
  });
  return (body as unknown as Row[])[0]?.quality ?? null;
}
