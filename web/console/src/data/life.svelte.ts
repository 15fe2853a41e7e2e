// The field's whole life in at most 1,000 points, for the strip and for lengths of data.
import { get } from '../api/client';
import type { FieldLife } from '../api/types';
import { live } from './live.svelte';
import { settings } from './settings.svelte';
import { DataClock, mapOf, TimeMap } from './timemap';

const HOUR_MS = 3_600_000;
const POINTS = 1000;
const SEGMENTS = 1000; // the newest
const PAUSE_MS = 3000; // between two requests, whatever the speed

class Life {
  value = $state.raw<FieldLife | null>(null);
  map = $state.raw(new TimeMap([]));
  data = $state.raw(new DataClock([]));
  error = $state('');
  #busy = false;
  #readAt = 0;

  async read(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      const [{ body }, segments] = await Promise.all([
        get('/api/field/life', { query: { points: POINTS, units: settings.units } }),
        get('/api/replay/segments', { query: { limit: SEGMENTS } }),
      ]);
      this.value = body;
      this.map = mapOf(body);
      this.data = new DataClock(segments.body.segments);
      this.error = '';
    } catch (error) {
      this.error = error instanceof Error ? error.message : String(error);
    } finally {
      this.#busy = false;
      this.#readAt = Date.now();
    }
  }

  /** Reads again once a further point is full. */
  grow(): void {
    const last = this.value?.last_original_time;
    if (!last || !live.newest) return;
    const grown = live.newest.original - Date.parse(last);
    const full = grown < 0 || grown >= this.value!.point_hours * HOUR_MS;
    if (full && Date.now() - this.#readAt > PAUSE_MS) void this.read();
  }
}

export const life = new Life();
