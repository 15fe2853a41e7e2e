// How much a request asks for: never more points than pixels.
export type Bucket = 'auto' | 'pd' | 'day' | 'month';
export const BUCKETS: readonly Bucket[] = ['auto', 'pd', 'day', 'month'];

/** The bucket that an address names. */
export function bucketOf(word: string | null): Bucket {
  return BUCKETS.find((known) => known === word) ?? 'auto';
}

export type Interval = '1m' | '5m' | '15m' | '1h' | '6h' | '12h' | '1d' | '7d' | '1mo' | '1pd';

const HOUR = 3_600_000;
const DAY = 24 * HOUR; // a length to compare with; the server knows the days of 23 and 25 hours

const LENGTHS: [Interval, number][] = [['1m', HOUR / 60], ['5m', HOUR / 12], ['15m', HOUR / 4], ['1h', HOUR], ['6h', 6 * HOUR],
  ['12h', 12 * HOUR], ['1d', DAY], ['7d', 7 * DAY], ['1mo', 30 * DAY]];

export interface Plan {
  /** Rows as they are stored, as few points as a plot needs, or buckets. */
  mode: 'rows' | 'points' | 'buckets';
  interval?: Interval;
  points?: number;
  /** The chosen bucket would have had more points than pixels. */
  coarser?: boolean;
}

export interface Window {
  /** Its length [ms of the live timeline]. */
  span: number;
  /** Width of the plot. */
  pixels: number;
  /** Lines that share the request: each may have a point for each of its pixels. */
  lines: number;
  /** The length of data in it [ms]: more than its own where the stream was fast. */
  data: number;
  /** Distance of the rows in the data [ms]. */
  stepMs: number;
}

export function planOf(bucket: Bucket, { span, pixels, lines, data, stepMs }: Window): Plan {
  if (bucket === 'auto') {
    const points = Math.min(10_000, Math.max(10, Math.floor(pixels) * lines));
    return data / stepMs <= points ? { mode: 'rows' } : { mode: 'points', points };
  }
  const lengths: Record<Exclude<Bucket, 'auto'>, [Interval, number]> = { pd: ['1pd', (DAY * span) / data], day: ['1d', DAY], month: ['1mo', 30 * DAY] };
  const [interval, length] = lengths[bucket];
  if (span / length <= pixels) return { mode: 'buckets', interval };
  const wider = LENGTHS.find(([, other]) => other > length && span / other <= pixels);
  return { mode: 'buckets', interval: wider?.[0] ?? '1mo', coarser: true };
}

/** The bucket for charts that need the same times for all wells: the chosen one, or production days where they fit. */
export function commonInterval(bucket: Bucket, spanMs: number, data: number, pixels: number): Interval {
  if (bucket !== 'auto') return planOf(bucket, { span: spanMs, pixels, lines: 1, data, stepMs: HOUR }).interval ?? '1mo';
  const days = data / DAY;
  if (days <= pixels && days >= 10) return '1pd';
  const shortest = (HOUR * spanMs) / data;
  const fitting = LENGTHS.find(([, length]) => length >= shortest && spanMs / length <= pixels);
  return fitting?.[0] ?? '1mo';
}
