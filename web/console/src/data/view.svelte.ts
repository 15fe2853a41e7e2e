// The window in view, which all pages and charts share: it follows the live edge, or it stands still.
import { address } from './address.svelte';
import { life } from './life.svelte';
import { live } from './live.svelte';
import { spanOf, spanText } from './timemap';

export interface Range {
  from: number;
  to: number;
}

const DEFAULT_SPAN = '30d';
const FRAMES_PER_SECOND = 12; // a window that follows moves at its own pace, whatever the data rate

class View {
  /** Live: the length of data in view (30d), or `all`. */
  last = $state<string>(DEFAULT_SPAN);
  /** Still: the window; null while following. */
  fixed = $state.raw<Range | null>(null);
  /** The window at this moment [ms of the live timeline]. */
  range = $state.raw<Range>({ from: NaN, to: NaN });
  following = $derived(this.fixed === null);

  #movedAt = 0;
  #pixel = 0; // live time per pixel [ms]
  #write: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.readAddress();
  }

  readAddress(): void {
    const from = Date.parse(address.query.get('from') ?? '');
    const to = Date.parse(address.query.get('to') ?? '');
    const last = address.query.get('last');
    this.fixed = from < to ? { from, to } : null;
    this.last = last !== null && (last === 'all' || spanOf(last) !== null) ? last : DEFAULT_SPAN;
    this.#place();
  }

  /** Follows the live edge with so much data in view. */
  follow(last: string): void {
    this.last = last;
    this.fixed = null;
    this.#place();
    this.#writeSoon();
  }

  /** Stands still on a window; one that reaches the live edge goes on following. */
  show(range: Range): void {
    const edge = this.edge();
    const first = life.value?.first_time ? Date.parse(life.value.first_time) : -Infinity;
    const least = (2 * live.stepMs()) / (live.status?.speed ?? 1);
    const length = Math.max(range.to - range.from, least);
    if (!Number.isFinite(length) || !Number.isFinite(range.from)) return;
    const from = Math.max(range.from, first - length / 2);
    this.fixed = { from, to: Math.min(from + length, edge + length / 2) };
    this.range = this.fixed;
    this.#writeSoon();
  }

  zoom(factor: number, center: number): void {
    const { from, to } = this.range;
    this.show({ from: center - (center - from) * factor, to: center + (to - center) * factor });
  }

  pan(share: number): void {
    const { from, to } = this.range;
    const move = (to - from) * share;
    this.show({ from: from + move, to: to + move });
  }

  reset(): void {
    this.follow(this.last === 'all' ? DEFAULT_SPAN : this.last);
  }

  whole(): void {
    this.follow('all');
  }

  /** Where the live data ends now. */
  edge(): number {
    const next = live.nextLabel();
    const now = live.clock();
    return Math.max(live.newest?.time ?? -Infinity, Number.isFinite(next) ? Math.min(next, now) : now);
  }

  /** How wide a pixel of the charts is; finer moves of a following window are not shown. */
  pixels(count: number): void {
    this.#pixel = (this.range.to - this.range.from) / Math.max(1, count);
  }

  /** Called on every frame. */
  frame(now: number): void {
    if (!this.following || now - this.#movedAt < 1000 / FRAMES_PER_SECOND) return;
    const arrived = live.newest !== null && live.newest.time > this.range.to; // where an hour is less than a pixel
    if (!arrived && Math.abs(this.edge() - this.range.to) < this.#pixel) return;
    this.#movedAt = now;
    this.#place();
  }

  #place(): void {
    if (this.fixed) {
      this.range = this.fixed;
      return;
    }
    const to = this.edge();
    this.range = { from: this.#begin(to), to };
  }

  #begin(to: number): number {
    const first = life.value?.first_time ? Date.parse(life.value.first_time) : NaN;
    const speed = live.status?.speed ?? 1;
    if (this.last === 'all') return Number.isFinite(first) ? first : to - (spanOf('1y') ?? 0) / speed;
    return Math.min(this.before(to, spanOf(this.last) ?? 0), to - (2 * live.stepMs()) / speed);
  }

  /** The length of data in a window [ms]. */
  dataIn({ from, to }: Range): number {
    const speed = live.status?.speed ?? 1;
    if (life.map.empty) return (to - from) * speed;
    const { time } = life.map.last;
    const after = Math.max(0, Math.min(to, this.edge()) - Math.max(from, time)) * speed;
    return Math.max(live.stepMs(), life.map.positionOf(Math.min(to, time)) - life.map.positionOf(Math.min(from, time)) + after);
  }

  /** The label that lies so much data before another one. */
  before(to: number, span: number): number {
    const speed = live.status?.speed ?? 1;
    const bySpeed = to - span / speed;
    if (life.map.empty) return bySpeed;
    const { position, time } = life.map.last;
    const target = (to > time ? position + (to - time) * speed : life.map.positionOf(to)) - span;
    return target > position ? bySpeed : life.map.timeOf(target);
  }

  #writeSoon(): void {
    clearTimeout(this.#write);
    this.#write = setTimeout(() => {
      const iso = (instant: number) => new Date(Math.round(instant)).toISOString().replace('.000Z', 'Z');
      if (this.fixed) address.set({ from: iso(this.fixed.from), to: iso(this.fixed.to), last: null });
      else address.set({ from: null, to: null, last: this.last === DEFAULT_SPAN ? null : this.last });
    }, 150);
  }
}

export const view = new View();
export { spanText };
