// The table of all wells: one request, then the rows of the stream on top of it.
import { get } from '../api/client';
import type { FieldWells, NormalRanges, Quality, Row, Values } from '../api/types';
import { settings } from './settings.svelte';
import { view } from './view.svelte';

export const TABLE_TAGS = ['on_stream_hrs', 'oil_rate', 'gas_rate', 'water_rate', 'water_inj_rate', 'watercut', 'gor', 'avg_whp_p',
  'avg_downhole_pressure', 'avg_wht_p', 'avg_choke_size_p'] as const;
export const TOTAL_TAGS = ['oil_rate', 'gas_rate', 'water_rate', 'water_inj_rate', 'watercut', 'gor'] as const;

const SHOW_MS = 250; // rows that arrive faster are shown together
const READ_PAUSE_MS = 5000; // the least time between two requests of the table
const READ_SHARE = 20; // and that many times what the last one took

/** The document leaves open which tags a quality names. */
export type TableWell = Omit<FieldWells['wells'][number], 'quality' | 'values'> & { quality: Quality; values: Values };

class Field {
  /** The newest answer, as of its time. */
  table = $state.raw<FieldWells | null>(null);
  /** Its wells with the newest live rows. */
  wells = $state.raw<TableWell[]>([]);
  ranges = $state.raw<NormalRanges | null>(null);
  error = $state('');
  loading = $state(false);
  /** Live: the newest label among the rows that are shown [ms]. */
  shownTime = $state(NaN);

  #waiting = new Map<string, Row>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort: AbortController | null = null;
  #readAt = 0;
  #pause = READ_PAUSE_MS;
  #rangesDay = '';

  /** Reads the table as of the window's end, or live. */
  async read(): Promise<void> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.loading = true;
    const began = performance.now();
    const end = view.fixed ? new Date(Math.round(view.fixed.to)).toISOString() : undefined;
    try {
      const { body } = await get('/api/field/wells', {
        query: { units: settings.units, tags: TABLE_TAGS, end_time: end },
        signal: abort.signal,
      });
      if (this.#abort !== abort) return;
      this.table = body;
      this.wells = body.wells as TableWell[];
      this.shownTime = body.time ? Date.parse(body.time) : NaN;
      if (view.following) this.#show();
      this.error = '';
      void this.#readRanges(end);
    } catch (error) {
      if (abort.signal.aborted) return;
      this.error = error instanceof Error ? error.message : String(error);
    } finally {
      if (this.#abort === abort) {
        this.loading = false;
        this.#readAt = Date.now();
        this.#pause = Math.max(READ_PAUSE_MS, READ_SHARE * (performance.now() - began));
      }
    }
  }

  /** Takes rows of the stream; shows them a few times a second. */
  take(rows: Row[]): void {
    if (!view.following) return;
    for (const row of rows) this.#waiting.set(row.well_name, row);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#show();
    }, SHOW_MS);
  }

  get zone(): string {
    return this.table?.production_day_zone ?? 'UTC';
  }

  #show(): void {
    if (this.#waiting.size === 0) return;
    const rows = new Map(this.#waiting);
    this.#waiting.clear();
    let newest = this.shownTime;
    const wells = this.wells.map((well) => {
      const row = rows.get(well.well_name);
      rows.delete(well.well_name);
      if (!row || Date.parse(row.time) < Date.parse(well.time)) return well;
      newest = Number.isNaN(newest) ? Date.parse(row.time) : Math.max(newest, Date.parse(row.time));
      return withRow(well, row);
    });
    this.wells = wells;
    this.shownTime = newest;
    // Trends, the day before and new wells come with the table: with every hour, unless hours come by the second.
    if (!this.loading && Date.now() - this.#readAt > this.#pause) void this.read();
  }

  async #readRanges(end: string | undefined): Promise<void> {
    const day = `${this.table?.original_time?.slice(0, 10)} ${settings.units} ${this.table?.well_count}`;
    if (day === this.#rangesDay) return;
    this.#rangesDay = day;
    try {
      const { body } = await get('/api/field/normal-ranges', { query: { units: settings.units, end_time: end } });
      this.ranges = body;
    } catch {
      this.ranges = null; // bars without a normal band
    }
  }
}

function withRow(well: TableWell, row: Row): TableWell {
  const values: Values = { ...well.values };
  for (const tag of TABLE_TAGS) if (tag in row) values[tag] = row[tag] as number | null;
  const flowing = (values.on_stream_hrs ?? 0) > 0;
  const status = flowing ? 'flowing' : 'shut';
  return {
    ...well,
    values,
    status,
    status_since: status === well.status ? well.status_since : row.time,
    time: row.time,
    original_time: row.original_time ?? well.original_time,
    quality: row.quality ?? null,
  };
}

/** Totals of the rows at `at`; ratios are ratios of sums. The API's own totals say in which unit the GOR is. */
export function totalsOf(wells: readonly TableWell[], at: number, answered: Values): Values {
  const sum = (tag: string) => {
    let total: number | null = null;
    for (const well of wells) {
      const value = Date.parse(well.time) === at ? well.values[tag] : null;
      if (value !== null && value !== undefined) total = (total ?? 0) + value;
    }
    return total;
  };
  const [oil, gas, water] = [sum('oil_rate'), sum('gas_rate'), sum('water_rate')];
  const scale = ratio(answered.gor, ratio(answered.gas_rate, answered.oil_rate));
  const gor = ratio(gas, oil);
  const liquid = oil !== null && water !== null ? oil + water : null;
  return { oil_rate: oil, gas_rate: gas, water_rate: water, water_inj_rate: sum('water_inj_rate'),
    watercut: ratio(water, liquid), gor: gor !== null && scale !== null ? gor * scale : null };
}

function ratio(above: number | null | undefined, below: number | null | undefined): number | null {
  return above === null || above === undefined || !below ? null : above / below;
}

/** The well with the highest oil rate, or the first. */
export function biggest(wells: readonly TableWell[]): string | undefined {
  const sorted = [...wells].sort((a, b) => (b.values.oil_rate ?? -1) - (a.values.oil_rate ?? -1));
  return sorted[0]?.well_name;
}

export const field = new Field();
