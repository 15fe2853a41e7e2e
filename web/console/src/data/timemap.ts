// Between the live timeline and the length of data behind it. At speed 3,600 an hour of data is a second of labels,
// so a window of "30 days of data" has a length that only the stream's history tells.
import type { FieldLife } from '../api/types';

export interface TimeMapPoint {
  /** Label of the point [ms]. */
  time: number;
  /** Data from the beginning of the stream up to here [ms]. */
  position: number;
}

export class TimeMap {
  constructor(private readonly points: readonly TimeMapPoint[]) {}

  get empty(): boolean {
    return this.points.length < 2;
  }
  get first(): TimeMapPoint {
    return this.points[0]!;
  }
  get last(): TimeMapPoint {
    return this.points[this.points.length - 1]!;
  }

  positionOf(time: number): number {
    return this.#map(time, 'time', 'position');
  }

  timeOf(position: number): number {
    return this.#map(position, 'position', 'time');
  }

  #map(value: number, from: keyof TimeMapPoint, to: keyof TimeMapPoint): number {
    if (this.empty) return NaN;
    let low = 0;
    let high = this.points.length - 1;
    if (value <= this.points[low]![from]) return this.points[low]![to];
    if (value >= this.points[high]![from]) return this.points[high]![to];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.points[middle]![from] <= value) low = middle;
      else high = middle;
    }
    const a = this.points[low]!;
    const b = this.points[high]!;
    const width = b[from] - a[from];
    return width > 0 ? a[to] + ((b[to] - a[to]) * (value - a[from])) / width : a[to];
  }
}

/** Points are of equal length of data, so the n-th begins after n lengths. */
export function mapOf(body: FieldLife): TimeMap {
  const length = body.point_hours * HOUR_MS;
  const points: TimeMapPoint[] = body.points.time.map((time, index) => ({ time: Date.parse(time), position: index * length }));
  const last = points[points.length - 1];
  if (!last || !body.last_time || !body.last_original_time) return new TimeMap([]);
  const rest = Date.parse(body.last_original_time) - Date.parse(body.points.original_time[points.length - 1]!);
  const end = Date.parse(body.last_time);
  if (end > last.time) points.push({ time: end, position: last.position + Math.max(0, Math.min(rest, length)) });
  return new TimeMap(points);
}

/** Between labels and the times in the data that they stand for. A loop or a seek repeats times: the newest place counts. */
export class DataClock {
  constructor(private readonly points: readonly { time: number; original: number }[], private readonly length: number) {}

  /** The time in the data at a label [ms]; NaN before the first row and after the last. */
  dataAt(time: number): number {
    for (let i = this.points.length - 2; i >= 0; i--) {
      const [a, b] = [this.points[i]!, this.points[i + 1]!];
      if (time >= a.time && time <= b.time) return a.original + (time - a.time) * this.#rate(i);
    }
    return NaN;
  }

  /** The newest label of a time in the data [ms]; NaN for one that was never streamed. */
  labelAt(original: number): number {
    for (let i = this.points.length - 2; i >= 0; i--) {
      const a = this.points[i]!;
      const time = a.time + (original - a.original) / this.#rate(i);
      if (original >= a.original && time <= this.points[i + 1]!.time) return time;
    }
    return NaN;
  }

  /** Data per live time from a point on. Where the data jumps before the next point, as if it did not. */
  #rate(i: number): number {
    const [a, b] = [this.points[i]!, this.points[i + 1]!];
    const data = i + 2 < this.points.length || b.original - a.original > this.length ? this.length : b.original - a.original;
    return data / (b.time - a.time);
  }
}

export function clockOf(body: FieldLife): DataClock {
  const points = body.points.time.map((time, index) => ({ time: Date.parse(time), original: Date.parse(body.points.original_time[index]!) }));
  const last = points[points.length - 1];
  const end = Date.parse(body.last_time ?? '');
  if (last && end > last.time) points.push({ time: end, original: Date.parse(body.last_original_time ?? '') });
  return new DataClock(points, body.point_hours * HOUR_MS);
}

const HOUR_MS = 3_600_000;
const UNIT_MS: Record<string, number> = { h: 3_600_000, d: 86_400_000, w: 604_800_000, y: 31_557_600_000 };

/** Milliseconds of 24h, 30d, 2w, 1y; null for another text. */
export function spanOf(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)([hdwy])$/.exec(text.trim());
  return match ? Number(match[1]) * UNIT_MS[match[2]!]! : null;
}

/** The shortest text that spanOf() reads: 36h, 30d. */
export function spanText(milliseconds: number): string {
  const hours = Math.max(1, Math.round(milliseconds / UNIT_MS.h!));
  return hours >= 48 && hours % 24 === 0 ? `${hours / 24}d` : hours >= 240 ? `${Math.round(hours / 24)}d` : `${hours}h`;
}
