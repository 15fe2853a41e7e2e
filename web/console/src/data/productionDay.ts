// One production day of the field: where it lies on the live timeline, and what was produced.
import { get } from '../api/client';
import type { Row, Values } from '../api/types';
import { instantOf } from '../time/zones';
import type { Units } from './settings.svelte';
import type { DataClock } from './timemap';

const HOUR_MS = 3_600_000;
export const DAY_TAGS = ['oil_rate', 'gas_rate', 'water_rate', 'water_inj_rate'] as const;

/** 2008-02-29 and so many days later (earlier below 0); '' for what is no date. */
export function dayAfter(day: string, days: number): string {
  const start = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00Z`) : NaN;
  return Number.isFinite(start) && new Date(start).toISOString().startsWith(day) ? new Date(start + days * 24 * HOUR_MS).toISOString().slice(0, 10) : '';
}

/** Labels between which all hours of a production day lie [ms], a little wider; null for a day that was never streamed.
 *  `edge`: the live edge, and the time in the data there. */
export function labelsOf(day: string, zone: string, clock: DataClock, edge: { time: number; original: number }): { from: number; to: number } | null {
  const begin = instantOf(day, zone);
  const end = instantOf(dayAfter(day, 1), zone);
  const labels: number[] = [];
  for (let original = begin - HOUR_MS; original <= end; original += HOUR_MS) labels.push(clock.labelAt(original));
  if (begin <= edge.original && edge.original < end + HOUR_MS) labels.push(edge.time);
  const known = labels.filter(Number.isFinite);
  return known.length > 0 ? { from: Math.min(...known), to: Math.max(...known) } : null;
}

export interface DayReport {
  day: string;
  totals: Values;
  units: Record<string, string>;
  /** Hours of the day that have rows, of how many: fewer where the stream began, jumped or stands within it. */
  covered: number;
  length: number;
  wells: { name: string; volumes: Values; hours: number | null }[];
}

type Bucket = Row & { production_day?: string };

/** Volumes of the field and of each well; null when there are no rows of that day. */
export async function loadDay(day: string, labels: { from: number; to: number }, { units, zone, stepMs }: { units: Units; zone: string; stepMs: number }, signal: AbortSignal): Promise<DayReport | null> {
  const query = { start_time: new Date(Math.floor(labels.from)).toISOString(), end_time: new Date(Math.ceil(labels.to)).toISOString(), interval: '1pd' as const, units };
  const [field, wells] = await Promise.all([
    get('/api/field/production', { query, signal }),
    get('/api/production', { query: { ...query, agg: ['sum', 'count'], tags: [...DAY_TAGS, 'on_stream_hrs'] }, signal }),
  ]);
  // The data may have begun again, so that a day is there twice: the newest one counts.
  const total = (field.body as unknown as Bucket[]).findLast((row) => row.production_day === day);
  if (!total) return null;
  const newest = new Map((wells.body as unknown as Bucket[]).filter((row) => row.production_day === day).map((row) => [row.well_name, row]));
  const number = (row: Bucket, key: string) => (typeof row[key] === 'number' ? row[key] : null);
  return {
    day,
    totals: Object.fromEntries(DAY_TAGS.map((tag) => [tag, number(total, tag.replace('_rate', '_volume'))])),
    units: Object.fromEntries(DAY_TAGS.map((tag) => [tag, field.units[tag.replace('_rate', '_volume')] ?? ''])),
    covered: (Math.max(0, ...[...newest.values()].flatMap((row) => [...DAY_TAGS, 'on_stream_hrs'].map((tag) => number(row, `${tag}_count`) ?? 0))) * stepMs) / HOUR_MS,
    length: (instantOf(dayAfter(day, 1), zone) - instantOf(day, zone)) / HOUR_MS,
    wells: [...newest.values()].map((row) => ({ name: row.well_name, volumes: Object.fromEntries(DAY_TAGS.map((tag) => [tag, number(row, `${tag}_sum`)])), hours: number(row, 'on_stream_hrs_sum') })),
  };
}
