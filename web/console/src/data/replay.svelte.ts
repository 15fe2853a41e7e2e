// Commands to the stream. The token goes to this origin, as a header, and nowhere else.
import { post } from '../api/client';
import type { Status } from '../api/types';
import { live } from './live.svelte';
import { token } from './token.svelte';

export type CommandName = 'pause' | 'resume' | 'step' | 'speed' | 'seek' | 're-anchor';

interface Answer {
  id: number;
  status: string;
  detail: string;
  stream: Status;
}

class Replay {
  busy = $state(false);
  error = $state('');
  /** What the last command did. */
  told = $state('');
  /** Counts the commands that were answered. */
  count = $state(0);

  async send(command: CommandName, value?: number | string): Promise<boolean> {
    this.busy = true;
    this.error = '';
    this.told = '';
    try {
      const answer = await post<Answer>(`/api/replay/${command}`, token.value, value);
      this.told = answer.detail || answer.status;
      await live.readStatus();
      return true;
    } catch (error) {
      this.error = error instanceof Error ? error.message : String(error);
      return false;
    } finally {
      this.busy = false;
      this.count++;
    }
  }
}

export const replay = new Replay();
