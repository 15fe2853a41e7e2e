// Round places for the marks of a time axis: on local midnights, first days of months, full hours.
import { timeText, zoneOffset } from './zones';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR; // a step of marks only; each mark is placed by the local calendar

const STEPS = [SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE,
  HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR];
const DAYS = [1, 2, 5, 10];
const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120];

export interface Tick {
  at: number;
  text: string;
}

/** At most `most` marks in [from, to], with texts. */
export function timeTicks(from: number, to: number, most: number, zone: string): Tick[] {
  const span = to - from;
  if (!(span > 0) || most < 1) return [];
  const step = STEPS.find((candidate) => span / candidate <= most);
  if (step) return shortTicks(from, to, step, zone);
  const days = DAYS.find((candidate) => span / (candidate * DAY) <= most);
  if (days) return dayTicks(from, to, days, zone);
  const months = MONTHS.find((candidate) => span / (candidate * 30 * DAY) <= most) ?? 240;
  return monthTicks(from, to, months, zone);
}

function shortTicks(from: number, to: number, step: number, zone: string): Tick[] {
  const ticks: Tick[] = [];
  const offset = zoneOffset(from, zone);
  for (let local = Math.ceil((from + offset) / step) * step; ; local += step) {
    const at = local - zoneOffset(local - offset, zone);
    if (at > to) return ticks;
    const midnight = local % DAY === 0;
    const text = midnight ? timeText(at, 'dayMonth', zone) : step < MINUTE ? timeText(at, 'second', zone).slice(11) : timeText(at, 'time', zone);
    if (at >= from) ticks.push({ at, text });
  }
}

function dayTicks(from: number, to: number, days: number, zone: string): Tick[] {
  const ticks: Tick[] = [];
  const start = new Date(from + zoneOffset(from, zone));
  for (let day = 0; ; day++) {
    const local = Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate() + day);
    const at = local - zoneOffset(local - zoneOffset(from, zone), zone);
    if (at > to) return ticks;
    const date = new Date(local).getUTCDate();
    const round = days === 1 || (date - 1) % days === 0;
    const lastOfMonth = days > 1 && date > 31 - days;
    if (at >= from && round && !lastOfMonth) ticks.push({ at, text: timeText(at, 'dayMonth', zone) });
  }
}

function monthTicks(from: number, to: number, months: number, zone: string): Tick[] {
  const ticks: Tick[] = [];
  const start = new Date(from + zoneOffset(from, zone));
  const first = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months) * months;
  for (let month = first; ; month += months) {
    const local = Date.UTC(Math.floor(month / 12), month % 12, 1);
    const at = local - zoneOffset(local, zone);
    if (at > to) return ticks;
    const form = months >= 12 ? 'year' : month % 12 === 0 ? 'year' : 'month';
    if (at >= from) ticks.push({ at, text: timeText(at, form, zone) });
  }
}
