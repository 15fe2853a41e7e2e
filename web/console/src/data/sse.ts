// Server-sent events from a fetch body: unlike EventSource it sees heartbeats and status codes.
export interface ServerEvent {
  name: string;
  data: string;
  id: string | null;
}

/** Splits text that arrives in chunks into events (WHATWG HTML, 9.2.6). */
export class EventParser {
  #rest = '';
  #name = '';
  #data: string[] = [];
  #id: string | null = null;

  push(chunk: string): ServerEvent[] {
    const lines = (this.#rest + chunk).split(/\r\n|\n|\r/);
    this.#rest = lines.pop() ?? '';
    const events: ServerEvent[] = [];
    for (const line of lines) {
      if (line === '') this.#finish(events);
      else this.#field(line);
    }
    return events;
  }

  #field(line: string): void {
    const colon = line.indexOf(':');
    if (colon === 0) return; // a comment: the heartbeat
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') this.#name = value;
    else if (name === 'data') this.#data.push(value);
    else if (name === 'id') this.#id = value;
  }

  #finish(events: ServerEvent[]): void {
    if (this.#data.length > 0) events.push({ name: this.#name || 'message', data: this.#data.join('\n'), id: this.#id });
    this.#name = '';
    this.#data = [];
    this.#id = null;
  }
}

export type Connection = 'connecting' | 'open' | 'lost';

export interface Listener {
  address(lastId: string | null): string;
  event(event: ServerEvent): void;
  connection(state: Connection, detail: string): void;
  /** The events since the last one cannot be had: read everything again. */
  reset(): void;
}

const SILENCE_MS = 40_000; // the server sends a heartbeat every 15 s
const RESUME_MS = 120_000; // after a longer absence one request is cheaper than all that was missed
const WAITS_MS = [250, 500, 1000, 2000, 4000];

/** A connection that comes back by itself, after the last event that it has seen. */
export class EventStream {
  #lastId: string | null = null;
  #heardAt = Date.now();
  #failures = 0;
  #abort: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly listener: Listener) {}

  start(): void {
    void this.#run();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#abort = null;
  }

  /** Connects again, for another selection of wells or tags, without missing an event. */
  restart(fromNow = false): void {
    this.stop();
    if (fromNow) this.#lastId = null;
    this.start();
  }

  async #run(): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    if (this.#lastId !== null && Date.now() - this.#heardAt > RESUME_MS) this.#forget();
    this.listener.connection('connecting', '');
    let detail = '';
    try {
      const response = await fetch(this.listener.address(this.#lastId), {
        headers: { Accept: 'text/event-stream' },
        signal: abort.signal,
        credentials: 'omit',
        cache: 'no-store',
      });
      if (response.ok && response.body) await this.#read(response.body, abort);
      else if (response.status === 409) this.#forget();
      detail = response.ok ? '' : String(response.status);
    } catch (error) {
      detail = String(error);
    }
    if (this.#abort !== abort) return; // stopped or restarted
    this.listener.connection('lost', detail);
    const wait = WAITS_MS[Math.min(this.#failures++, WAITS_MS.length - 1)]!;
    this.#timer = setTimeout(() => void this.#run(), wait);
  }

  #forget(): void {
    this.#lastId = null;
    this.listener.reset();
  }

  async #read(body: ReadableStream<Uint8Array>, abort: AbortController): Promise<void> {
    const parser = new EventParser();
    const decoder = new TextDecoder();
    const reader = body.getReader();
    let silence = setTimeout(() => void reader.cancel(), SILENCE_MS);
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done || this.#abort !== abort) return;
        clearTimeout(silence);
        silence = setTimeout(() => void reader.cancel(), SILENCE_MS);
        this.#heardAt = Date.now();
        for (const event of parser.push(decoder.decode(value, { stream: true }))) this.#pass(event);
      }
    } finally {
      clearTimeout(silence);
    }
  }

  #pass(event: ServerEvent): void {
    if (event.id !== null) this.#lastId = event.id;
    if (event.name === 'connected') {
      this.#failures = 0;
      this.listener.connection('open', '');
    }
    this.listener.event(event);
  }
}
