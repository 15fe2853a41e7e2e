// The live side of the console: one event stream, the stream's status, and the clock. Pages add listeners for rows.
import { addressOf, get } from '../api/client';
import type { Row, Status } from '../api/types';
import { settings } from './settings.svelte';
import { EventStream, type Connection, type ServerEvent } from './sse';

export interface Selection {
  wells: string[] | null; // all
  tags: readonly string[];
}

type RowsListener = (rows: Row[]) => void;

const LOST_AFTER_MS = 1500; // a restart of the connection alone is no news

class Live {
  status = $state.raw<Status | null>(null);
  connection = $state<Connection>('connecting');
  /** Nothing has been heard from the server for a moment. */
  offline = $state(false);
  offlineSince = $state<number | null>(null);
  /** The newest row: its label and its time in the source [ms]. */
  newest = $state.raw<{ time: number; original: number } | null>(null);
  /** Counts up when all that was read must be read again: a revision, another stream, a long absence. */
  generation = $state(0);
  /** The server's clock, once a second [ms]. */
  now = $state(Date.now());
  /** When no stream was ever started, or the database is away: what the server says about it. */
  problem = $state('');

  #offset = 0;
  /** Events were missed: read again once connected, so that none falls between the answer and the stream. */
  #missed = false;
  #selection: Selection = { wells: null, tags: [] };
  #rowsListeners = new Set<RowsListener>();
  #lostTimer: ReturnType<typeof setTimeout> | undefined;
  #overdueTimer: ReturnType<typeof setTimeout> | undefined;
  #stream = new EventStream({
    address: (lastId) => this.#streamAddress(lastId),
    event: (event) => this.#take(event),
    connection: (state) => this.#connectionIs(state),
    reset: () => (this.#missed = true),
  });

  start(): void {
    setInterval(() => (this.now = this.clock()), 1000);
    this.#stream.start();
  }

  /** The server's clock at this moment [ms]. */
  clock(): number {
    return Date.now() + this.#offset;
  }

  /** Which rows arrive from now on. */
  select(selection: Selection): void {
    const same = JSON.stringify(selection) === JSON.stringify(this.#selection);
    this.#selection = selection;
    if (!same) this.#stream.restart();
  }

  /** Reads rows in the units that are chosen now. */
  unitsChanged(): void {
    this.generation++;
    this.#stream.restart();
  }

  onRows(listener: RowsListener): () => void {
    this.#rowsListeners.add(listener);
    return () => this.#rowsListeners.delete(listener);
  }

  /** Time in the data at a moment of the live clock [ms]; NaN before the first row. */
  sourceAt(instant: number): number {
    const status = this.status;
    if (!this.newest || !status) return NaN;
    const ahead = Math.min(Math.max(0, instant - this.newest.time) * status.speed, this.stepMs());
    return this.newest.original + (status.paused ? 0 : ahead);
  }

  /** The distance of the data's rows, in the data [ms]. */
  stepMs(): number {
    return (this.status?.step_seconds ?? 3600) * 1000;
  }

  /** Label of the hour that comes next [ms]. */
  nextLabel(): number {
    const status = this.status;
    if (!status) return NaN;
    const computed = this.newest ? this.newest.time + this.stepMs() / status.speed : 0;
    return Math.max(Date.parse(status.next_label), computed);
  }

  async readStatus(): Promise<void> {
    try {
      const answer = await get('/api/status');
      this.#takeStatus(answer.body);
      this.problem = '';
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  #streamAddress(lastId: string | null): string {
    return addressOf('/api/stream', {}, {
      well: this.#selection.wells ?? undefined,
      tags: this.#selection.tags.length > 0 ? this.#selection.tags : undefined,
      units: settings.units,
      status: true,
      last_event_id: lastId ?? undefined,
    });
  }

  #connectionIs(state: Connection): void {
    this.connection = state;
    if (state === 'open') {
      clearTimeout(this.#lostTimer);
      this.#lostTimer = undefined;
      if (this.offline || this.#missed) this.generation++; // what was asked for while offline has failed
      this.#missed = false;
      this.offline = false;
      this.offlineSince = null;
    } else if (state === 'lost' && this.#lostTimer === undefined) {
      this.offlineSince = this.clock();
      this.#lostTimer = setTimeout(() => (this.offline = true), LOST_AFTER_MS);
    }
  }

  #take(event: ServerEvent): void {
    if (event.name === 'rows') this.#takeRows((JSON.parse(event.data) as { rows: Row[] }).rows);
    else if (event.name === 'status') this.#takeStatus(JSON.parse(event.data) as Status);
    else if (event.name === 'connected') void this.readStatus();
    else if (event.name === 'revision') {
      this.generation++;
      void this.readStatus();
    }
  }

  #takeStatus(status: Status): void {
    if (status.server_time) this.#offset = offsetOf(status.server_time, this.#offset);
    this.status = status;
    if (status.newest_label && !this.newest) {
      this.newest = { time: Date.parse(status.newest_label), original: Date.parse(status.source_time) - this.stepMs() };
    }
    this.#watchNext();
  }

  #takeRows(rows: Row[]): void {
    const last = rows[rows.length - 1];
    if (last?.original_time) {
      const time = Date.parse(last.time);
      if (!this.newest || time >= this.newest.time) this.newest = { time, original: Date.parse(last.original_time) };
    }
    for (const listener of this.#rowsListeners) listener(rows);
    this.#watchNext();
  }

  /** Asks for the status once when the next hour is overdue: the server may not know yet that nobody sends. */
  #watchNext(): void {
    clearTimeout(this.#overdueTimer);
    const status = this.status;
    if (!status || status.paused || !status.streamer_alive) return;
    const wait = this.nextLabel() + 6000 - this.clock();
    if (wait > 0 && wait < 2_000_000_000) this.#overdueTimer = setTimeout(() => void this.readStatus(), wait);
  }
}

/** Clocks of a browser and a server on one machine agree; a difference below a second is the way of the message. */
function offsetOf(serverTime: string, before: number): number {
  const offset = Date.parse(serverTime) - Date.now();
  return Math.abs(offset - before) < 1000 ? before : offset;
}

export const live = new Live();
