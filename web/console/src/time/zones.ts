// Times as text in the zone that the user chose. Instants are milliseconds since 1970, UTC.
const formats = new Map<string, Intl.DateTimeFormat>();

export type Form = 'time' | 'minute' | 'second' | 'day' | 'month' | 'year' | 'dayMonth' | 'monthYear';

const FORMS: Record<Form, Intl.DateTimeFormatOptions> = {
  time: { hour: '2-digit', minute: '2-digit' },
  minute: { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  second: { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  day: { year: 'numeric', month: '2-digit', day: '2-digit' },
  month: { month: 'short' },
  year: { year: 'numeric' },
  dayMonth: { day: 'numeric', month: 'short' },
  monthYear: { month: 'short', year: 'numeric' },
};

export function timeText(instant: number, form: Form, zone: string): string {
  if (!Number.isFinite(instant)) return '–';
  const key = `${form} ${zone}`;
  let format = formats.get(key);
  if (!format) {
    // Swedish dates are ISO 8601: 2008-02-29 13:00.
    const language = form === 'minute' || form === 'second' || form === 'day' ? 'sv-SE' : 'en-GB';
    format = new Intl.DateTimeFormat(language, { ...FORMS[form], timeZone: zone, hourCycle: 'h23' });
    formats.set(key, format);
  }
  return format.format(instant);
}

/** The short name of the zone at an instant: UTC, CET, GMT+1. */
export function zoneText(instant: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'short' }).formatToParts(instant);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone;
}

/** How far the zone's local time is ahead of UTC at an instant [ms]. */
export function zoneOffset(instant: number, zone: string): number {
  const local = timeText(instant, 'second', zone).replace(' ', 'T');
  return Date.parse(`${local}Z`) - Math.floor(instant / 1000) * 1000;
}

/** The instant of a local time in a zone (2008-02-29 or 2008-02-29T13:00); NaN for another text. */
export function instantOf(local: string, zone: string): number {
  const text = local.trim().replace(' ', 'T');
  const asUtc = Date.parse(text.length <= 10 ? `${text}T00:00Z` : `${text}Z`);
  if (!Number.isFinite(asUtc)) return NaN;
  const guess = asUtc - zoneOffset(asUtc, zone);
  return asUtc - zoneOffset(guess, zone);
}

/** 28 min 53 s, 2 h 05 min, 3 d 4 h. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`;
}
