// The stream's true speed, measured: how far the data went in how much time of this browser.
interface Arrival {
  at: number;
  original: number;
}

const WINDOW_MS = 60_000;
const LEAST = 3; // arrivals; one or two say too little

export class TrueSpeed {
  #arrivals: Arrival[] = [];

  /** A commit arrived at `at` with rows up to `original` [ms]. */
  take(at: number, original: number): void {
    const last = this.#arrivals[this.#arrivals.length - 1];
    if (last && original <= last.original) this.#arrivals = []; // a loop or a seek
    this.#arrivals.push({ at, original });
    while (this.#arrivals.length > LEAST && at - this.#arrivals[0]!.at > WINDOW_MS) this.#arrivals.shift();
  }

  forget(): void {
    this.#arrivals = [];
  }

  /** Data per time; null until enough has arrived. */
  get value(): number | null {
    const first = this.#arrivals[0];
    const last = this.#arrivals[this.#arrivals.length - 1];
    if (!first || !last || this.#arrivals.length < LEAST || last.at <= first.at) return null;
    return (last.original - first.original) / (last.at - first.at);
  }
}
