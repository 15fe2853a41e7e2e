// The normal range of a well's tag: 5 % to 95 % of its flowing hours in the last 30 days of data.
import type { NormalRanges, Values } from '../api/types';

export interface Band {
  lower: number;
  upper: number;
}

type Wells = NormalRanges['wells'];
const rows = new WeakMap<Wells, Map<string, Wells[number]>>();

export function bandOf(ranges: NormalRanges | null, well: string, tag: string): Band | null {
  if (!ranges) return null;
  if (!rows.has(ranges.wells)) rows.set(ranges.wells, new Map(ranges.wells.map((other) => [other.well_name, other])));
  const row = rows.get(ranges.wells)!.get(well);
  const lower = (row?.lower as Values | undefined)?.[tag];
  const upper = (row?.upper as Values | undefined)?.[tag];
  return typeof lower === 'number' && typeof upper === 'number' ? { lower, upper } : null;
}
