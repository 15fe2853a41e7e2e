// Numbers as text: as many digits as a reader needs, the same everywhere.
const formats = [0, 1, 2, 3].map((digits) =>
  new Intl.NumberFormat('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: true }),
);

export function numberText(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const digits = size === 0 || size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 3;
  return formats[digits]!.format(value);
}

/** With a sign: +12.5, −3, ±0. */
export function changeText(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–';
  const text = numberText(Math.abs(value));
  return value === 0 ? '±0' : `${value > 0 ? '+' : '−'}${text}`;
}

/** Short marks of an axis: 12k, 1.5M. */
export function axisText(value: number): string {
  const size = Math.abs(value);
  const cut = (scaled: number) => String(Number(scaled.toPrecision(6)));
  if (size >= 1e6) return `${cut(value / 1e6)}M`;
  if (size >= 1e4) return `${cut(value / 1e3)}k`;
  return cut(value);
}

export function quantile(sorted: readonly number[], share: number): number | null {
  if (sorted.length === 0) return null;
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)]!;
  const high = sorted[Math.ceil(place)]!;
  return low + (high - low) * (place - Math.floor(place));
}
