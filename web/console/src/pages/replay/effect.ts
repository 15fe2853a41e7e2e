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

/** The server's words, with times as the console writes them: those of the source are in the field's zone. */
export function detailText(detail: string, source: (instant: number) => string, live: (instant: number) => string): string {
  return detail.replace(/(source hour )?(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d))/g, (_, ofSource: string | undefined, time: string) =>
    ofSource ? ofSource + source(Date.parse(time)) : live(Date.parse(time)));
}
