// What the tracks of a well show. Lines of one track have one unit family on each side.
import type { Tag } from '../../api/types';
import type { LineSpec } from '../../charts/plot';
import { COLOURS, DASHES } from '../../charts/looks';
import { tagText } from '../../text/tags';

export interface TrackSpec {
  id: 'rates' | 'ratios' | 'pressures' | 'temperatures' | 'operation';
  tags: readonly Tag[];
  /** Tags on the right-hand scale. */
  right: readonly Tag[];
  fromZero: boolean;
  step?: boolean;
}

export const TRACKS: readonly TrackSpec[] = [
  { id: 'rates', tags: ['oil_rate', 'gas_rate', 'water_rate', 'water_inj_rate'], right: ['gas_rate'], fromZero: true },
  { id: 'ratios', tags: ['watercut', 'gor'], right: ['gor'], fromZero: false },
  { id: 'pressures', tags: ['avg_downhole_pressure', 'avg_whp_p', 'avg_annulus_press', 'avg_dp_tubing'], right: [], fromZero: false },
  { id: 'temperatures', tags: ['avg_downhole_temperature', 'avg_wht_p'], right: [], fromZero: false },
  { id: 'operation', tags: ['avg_choke_size_p', 'on_stream_hrs'], right: ['on_stream_hrs'], fromZero: true, step: true },
];

export const WELL_TAGS = TRACKS.flatMap((track) => track.tags);

/** The lines that an address hides: hide=gas_rate,gor. */
export function hiddenIn(query: URLSearchParams): string[] {
  return (query.get('hide') ?? '').split(',').filter((word) => tagOf(word) !== null);
}

/** The word of an address for `hidden` with one line changed; null when none is hidden. */
export function toggled(hidden: readonly string[], tag: string): string | null {
  const next = hidden.includes(tag) ? hidden.filter((other) => other !== tag) : [...hidden, tag];
  return next.join(',') || null;
}

/** A tag of the tracks by its word in an address; null for another word. */
export function tagOf(word: string | null): Tag | null {
  return WELL_TAGS.find((tag) => tag === word) ?? null;
}

const FOR_TYPE: Record<string, readonly string[]> = { OP: ['oil_rate', 'gas_rate', 'water_rate', 'watercut', 'gor'], WI: ['water_inj_rate'] };
const BY_TYPE = Object.values(FOR_TYPE).flat();

/** Whether a tag belongs on the track of a well of this type, though it has no value in the window. */
export function expected(tag: string, wellType: string): boolean {
  return !BY_TYPE.includes(tag) || (FOR_TYPE[wellType] ?? BY_TYPE).includes(tag);
}

export function lineOf(track: TrackSpec, tag: Tag, units: Record<string, string>): LineSpec & { name: string; unit: string } {
  const place = track.tags.indexOf(tag);
  return {
    key: tag,
    name: tagText(tag).short,
    letter: tagText(tag).letter,
    unit: units[tag] ?? '',
    colour: COLOURS[place % COLOURS.length]!,
    dash: DASHES[place % DASHES.length]!,
    side: track.right.includes(tag) ? 'right' : 'left',
    ...(track.step ? { step: true } : {}),
  };
}
