// Between the live timeline and the length of data behind it. At speed 3,600 an hour of data is a second of labels,
// so a window of "30 days of data" has a length that only the stream's history tells.
import type { FieldLife, Segments } from '../api/types';

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

interface Piece {
  from: number;
  to: number;
  original: number;
  speed: number;
  present: boolean;
}

/** Between labels and the times in the data that they stand for, by the stretches of the stream. A loop or a seek repeats times: the newest place counts. */
export class DataClock {
  /** The newest first. */
  readonly #pieces: readonly Piece[];

  constructor(segments: Segments['segments']) {
    this.#pieces = segments.map((segment, index) => ({
      from: Date.parse(segment.start_time),
      to: Math.min(Date.parse(segment.end_time), Date.parse(segments[index + 1]?.start_time ?? segment.end_time)),
      original: Date.parse(segment.original_start_time),
      speed: segment.speed,
      present: segment.present,
    })).reverse();
  }

  /** The time in the data at a label [ms]; NaN where no stretch is known. */
  dataAt(time: number): number {
    const piece = this.#pieces.find((one) => time >= one.from && (time <= one.to || one.present));
    return piece ? piece.original + (time - piece.from) * piece.speed : NaN;
  }

  /** The newest label of a time in the data [ms]; NaN for one that was never streamed. */
  labelAt(original: number): number {
    for (const piece of this.#pieces) {
      const time = piece.from + (original - piece.original) / piece.speed;
      if (time >= piece.from && time <= piece.to) return time;
    }
    return NaN;
  }
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
