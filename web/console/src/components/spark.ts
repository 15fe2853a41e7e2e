/** The path of a sparkline in a box; null values break it, a value between gaps is a short dash. */
export function sparkPath(values: readonly (number | null)[], width: number, height: number): string {
  const known = values.filter((value): value is number => value !== null);
  if (known.length === 0) return '';
  const low = Math.min(...known);
  const high = Math.max(...known);
  // A steady value is a level line in the middle, not noise that fills the box.
  const span = Math.max(high - low, Math.abs(high) * 0.02, 1e-9);
  const middle = (high + low) / 2;
  const step = values.length > 1 ? width / (values.length - 1) : width;
  const y = (value: number) => (height / 2 - ((value - middle) / span) * (height - 4)).toFixed(1);
  let path = '';
  values.forEach((value, index) => {
    if (value === null) return;
    const joined = index > 0 && values[index - 1] !== null;
    path += `${joined ? 'L' : 'M'}${(index * step).toFixed(1)} ${y(value)}`;
    if (!joined && (values[index + 1] ?? null) === null) path += 'h2';
  });
  return path;
}
