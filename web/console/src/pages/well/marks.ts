// Gaps: where they are, and what they say.
import type { Quality } from '../../api/types';
import { live } from '../../data/live.svelte';
import type { Series } from '../../data/series';
import { zones } from '../../data/zones.svelte';
import { en } from '../../text/en';
import { timeText } from '../../time/zones';

export interface Span {
  from: number;
  to: number;
}

/** Windows in which one of the tags is Bad, as far as the rows say it. */
export function badSpans(series: Series, tags: readonly string[]): Span[] {
  const spans: Span[] = [];
  let open: Span | null = null;
  series.x.forEach((time, index) => {
    const bad = tags.some((tag) => series.quality[index]?.[tag]?.status === 'Bad');
    if (bad && open) open.to = time;
    else if (bad) spans.push((open = { from: time, to: time }));
    else if (open) {
      open.to = time;
      open = null;
    }
  });
  return spans;
}

/** The reason of a missing value, for a legend. */
export function gapText(tag: string, quality: Quality, rules: Record<string, string>): string {
  const entry = quality?.[tag];
  return entry ? `${entry.status}: ${rules[entry.rule] ?? entry.rule} (${entry.rule})` : en.wellPage.notMeasured;
}

const HOUR_MS = 3_600_000;

/** The second line of a time mark: what time it is in the data there. Near the newest row only; labels far back may have had another speed. */
export function belowText(instant: number, span: number): string {
  if (!live.newest || !live.status) return '';
  const original = live.newest.original + (instant - live.newest.time) * live.status.speed;
  // Midnights of the two clocks may be hours apart: a mark stands for the day of the data that it is next to.
  return span * live.status.speed > 72 * HOUR_MS ? timeText(original + 12 * HOUR_MS, 'day', zones.field) : timeText(original, 'minute', zones.field);
}
