// Places on the strip: its axis is the length of data, from the first row to the end of the source.
import type { FieldLife } from '../api/types';
import type { TimeMap } from '../data/timemap';

const HOUR_MS = 3_600_000;

export interface Extent {
  map: TimeMap;
  life: FieldLife;
  /** Position of the newest row, and of the end of what is to come [ms of data]. */
  now: number;
  end: number;
  newestOriginal: number;
}

export function extentOf(life: FieldLife, map: TimeMap, newest: { time: number; original: number } | null, sourceEnd: number): Extent | null {
  if (map.empty || !life.last_original_time) return null;
  const lastOriginal = Date.parse(life.last_original_time);
  const newestOriginal = newest?.original ?? lastOriginal;
  const now = map.last.position + Math.max(0, newestOriginal - lastOriginal);
  const rest = Number.isFinite(sourceEnd) ? Math.max(0, sourceEnd - newestOriginal) : 0;
  return { map, life, now, end: now + rest, newestOriginal };
}

export function shareOf(extent: Extent, time: number): number {
  return time >= extent.map.last.time ? Math.min(1, extent.now / extent.end) : extent.map.positionOf(time) / extent.end;
}

/** Label at a share of the strip; what is to come has none yet. */
export function timeAt(extent: Extent, share: number): number {
  return extent.map.timeOf(Math.min(share * extent.end, extent.now));
}

/** Time in the data at a share of the strip. */
export function originalAt(extent: Extent, share: number): number {
  const position = Math.max(0, Math.min(1, share)) * extent.end;
  if (position >= extent.now) return extent.newestOriginal + position - extent.now;
  const length = extent.life.point_hours * HOUR_MS;
  const index = Math.min(extent.life.points.original_time.length - 1, Math.floor(position / length));
  return Date.parse(extent.life.points.original_time[index]!) + position - index * length;
}

/** Index of the point at a share; null in what is to come. */
export function pointAt(extent: Extent, share: number): number | null {
  const position = share * extent.end;
  if (position > extent.now) return null;
  return Math.min(extent.life.points.time.length - 1, Math.max(0, Math.floor(position / (extent.life.point_hours * HOUR_MS))));
}

export interface Mark {
  at: number;
  text: string;
}

/** Marks at the beginning of years of the data, at most `most`. */
export function yearMarks(extent: Extent, most: number): Mark[] {
  const marks: Mark[] = [];
  const steps = 400;
  let before = NaN;
  for (let i = 0; i <= steps; i++) {
    const year = new Date(originalAt(extent, i / steps)).getUTCFullYear();
    if (i > 0 && year !== before) marks.push({ at: i / steps, text: String(year) });
    before = year;
  }
  const every = Math.max(1, Math.ceil(marks.length / Math.max(1, most)));
  return marks.filter((_, index) => index % every === 0);
}
