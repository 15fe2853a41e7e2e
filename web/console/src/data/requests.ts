// A request that follows what is on screen: it waits until things are quiet, and a newer one ends an older one.
export class Latest {
  #abort: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Runs `ask` after `waitMs`, unless it is called again before. */
  run(waitMs: number, ask: (signal: AbortSignal) => Promise<void>, failed: (message: string) => void): void {
    this.stop();
    const abort = new AbortController();
    this.#abort = abort;
    this.#timer = setTimeout(() => {
      ask(abort.signal).catch((error: unknown) => {
        if (!abort.signal.aborted) failed(error instanceof Error ? error.message : String(error));
      });
    }, waitMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#abort = null;
  }
}
