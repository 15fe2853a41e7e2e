// What a command changed, in a line: state before → state after.
import type { Command } from '../../api/types';
import { en } from '../../text/en';

export function effectText(command: Pick<Command, 'before' | 'after'>, time: (instant: number) => string): string {
  const { before, after } = command;
  if (!before || !after) return '–';
  const changes: string[] = [];
  if (before.paused !== after.paused) changes.push(after.paused ? en.audit.paused : en.audit.resumed);
  if (before.speed !== after.speed) changes.push(`×${before.speed} → ×${after.speed}`);
  if (before.source_time !== after.source_time) changes.push(`${time(Date.parse(before.source_time))} → ${time(Date.parse(after.source_time))}`);
  if (before.loop !== after.loop) changes.push(`${en.badge.loop} ${before.loop} → ${after.loop}`);
  return changes.join(', ') || en.audit.nothing;
}
