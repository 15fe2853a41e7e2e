// What the badge says: one state out of what is known of the server, the stream and the view.
import type { Status } from '../api/types';

export type BadgeState = 'connecting' | 'empty' | 'offline' | 'stopped' | 'historical' | 'paused' | 'catching' | 'live';

export interface Known {
  offline: boolean;
  status: Status | null;
  /** The server answered, but knows no stream. */
  problem: string;
  historical: boolean;
}

/** The worst first: without a server nothing else is known; a view of the past hides what the stream does. */
export function badgeOf({ offline, status, problem, historical }: Known): BadgeState {
  if (offline) return 'offline';
  if (!status) return problem ? 'empty' : 'connecting';
  if (!status.streamer_alive || status.state === 'stopped') return 'stopped';
  if (historical) return 'historical';
  if (status.paused || status.state === 'paused') return 'paused';
  if (status.state === 'loading' || status.state === 'behind') return 'catching';
  return 'live';
}

/** How far catching up has come: 0 to 1, by the largest lag that was seen since it began. */
export class Progress {
  #largest = 0;

  take(status: Status): number {
    if (status.state !== 'loading' && status.state !== 'behind') {
      this.#largest = 0;
      return 1;
    }
    this.#largest = Math.max(this.#largest, status.lag_seconds);
    return this.#largest > 0 ? 1 - status.lag_seconds / this.#largest : 0;
  }
}
