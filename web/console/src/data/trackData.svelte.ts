// The rows behind one track: asked for when the window, the bucket or the units change, and continued by the stream.
import type { Quality, Row, Tag } from '../api/types';
import { planOf, type Bucket, type Plan } from './bucket';
import { live } from './live.svelte';
import { Latest } from './requests';
import { appendRow, dropBefore, emptySeries, loadSeries, reasonAt, type Series } from './series';
import type { Units } from './settings.svelte';
import { view } from './view.svelte';

const QUIET_MS = 100; // a gesture makes one request at its end

export interface TrackRequest {
  well: string;
  bucket: Bucket;
  pixels: number;
  units: Units;
  zone: string;
}

export class TrackData {
  series: Series;
  plan = $state.raw<Plan>({ mode: 'rows' });
  /** Counts the changes of `series`, which grows in place. */
  version = $state(0);
  busy = $state(false);
  error = $state('');
  /** More has been added than a plot of this width shows: ask again. */
  full = $state(0);
  #added = 0;
  #from = Infinity;
  #pixels = 0;
  #well = '';
  #request = new Latest();
  #reason = new Latest();
  #reasons = new Map<string, Quality>();
  /** Rows of the stream since the request began: its answer may be older than they are. */
  #meanwhile: Row[] | null = null;

  constructor(readonly tags: readonly Tag[]) {
    this.series = emptySeries({ mode: 'rows' }, tags);
  }

  read(wanted: TrackRequest): void {
    const { from } = view.range;
    const to = view.following ? Math.max(view.range.to, view.edge()) : view.range.to; // nothing that has arrived is left out
    if (!(to > from) || wanted.pixels < 50) return;
    if (wanted.well !== this.#well) this.#forget(wanted.well);
    const speed = live.status?.speed ?? 1;
    const plan = planOf(wanted.bucket, { span: to - from, pixels: wanted.pixels, lines: this.tags.length, data: view.dataIn({ from, to }), stepMs: live.stepMs() });
    this.#pixels = wanted.pixels;
    this.busy = true;
    this.#request.run(this.series.x.length === 0 ? 0 : QUIET_MS, async (signal) => {
      const step = live.stepMs() / speed;
      // A row before the window and one after it, where the line enters and leaves.
      const margin = plan.mode === 'rows' ? step : 0;
      const { well, units, zone } = wanted;
      this.#meanwhile = [];
      this.series = await loadSeries({ well, units, zone, tags: this.tags, from: from - margin, to: to + margin, plan, stepMs: live.stepMs() }, signal);
      this.plan = plan;
      this.#added = this.#append(this.#meanwhile);
      this.#meanwhile = null;
      this.#from = from;
      this.busy = false;
      this.error = '';
      this.version++;
    }, (message) => {
      this.#meanwhile = null;
      this.busy = false;
      this.error = message;
    });
  }

  /** Continues the series with rows of the stream. Buckets are asked for again instead. */
  take(rows: readonly Row[]): void {
    this.#meanwhile?.push(...rows);
    if (this.#from === Infinity) return;
    const count = this.#append(rows);
    if (count === 0) return;
    dropBefore(this.series, view.range.from);
    this.#added += count;
    const { from, to } = view.range;
    const begins = from < this.#from - (to - from) * 0.02; // after a change of speed the window reaches further back
    if (begins || (this.plan.mode === 'points' && this.#added > this.#pixels)) {
      this.#added = 0;
      this.#from = from;
      this.full++;
    }
    this.version++;
  }

  /** Returns how many were appended. */
  #append(rows: readonly Row[]): number {
    if (this.plan.mode === 'buckets' || !view.following) return 0;
    const own = rows.filter((row) => row.well_name === this.#well);
    for (const row of own) appendRow(this.series, row, live.stepMs());
    return own.length;
  }

  /** Why a value is missing; asks for the stored row when the series does not say it. */
  reason(tag: Tag, index: number, told: () => void): Quality {
    const own = this.series.quality[index];
    if (own?.[tag] || this.plan.mode === 'rows') return own ?? null;
    const time = this.series.x[index]!;
    const key = `${tag} ${time}`;
    const known = this.#reasons.get(key);
    if (known !== undefined) return known;
    const next = this.series.x[index + 1] ?? time;
    this.#reason.run(200, async (signal) => {
      if (this.#reasons.size > 500) this.#reasons.clear();
      this.#reasons.set(key, await reasonAt(this.#well, tag, time, next - time, signal));
      told();
    }, () => {});
    return null;
  }

  stop(): void {
    this.#request.stop();
    this.#reason.stop();
  }

  #forget(well: string): void {
    this.#well = well;
    this.#from = Infinity;
    this.series = emptySeries({ mode: 'rows' }, this.tags);
    this.#reasons.clear();
    this.version++;
  }
}
