// Data quality of a well's newest row, in words.
import type { Quality } from '../../api/types';

/** 0 good, 1 uncertain, 2 bad: the worst of a row. */
export function qualityRank(quality: Quality): number {
  const states = Object.values(quality ?? {}).map((entry) => entry.status);
  return states.includes('Bad') ? 2 : states.length > 0 ? 1 : 0;
}

/** When the present status began; the whole past means that it may be older than the data. */
export function sinceText(since: string | null, first: string | undefined, text: (instant: number) => string): string {
  if (!since) return '–';
  return `${since === first ? '≤ ' : ''}${text(Date.parse(since))}`;
}
