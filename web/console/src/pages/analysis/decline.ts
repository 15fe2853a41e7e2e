// The curve of a decline fit, to draw what the API has fitted (docs/surveillance.md).
export interface Curve {
  qi: number;
  /** Nominal decline at t = 0 [1/d]. */
  di: number;
  b: number;
  /** From here on the decline is `terminal` [d]; null: never. */
  switchAt: number | null;
  terminal: number;
}

/** Rate at t days after the first valid day, in the unit of qi. */
export function rateAt(curve: Curve, t: number): number {
  if (curve.switchAt !== null && t > curve.switchAt) return arps(curve, curve.switchAt) * Math.exp(-curve.terminal * (t - curve.switchAt));
  return arps(curve, t);
}

function arps({ qi, di, b }: Curve, t: number): number {
  if (Math.abs(b) < 1e-6) return qi * Math.exp(-di * t);
  return qi * (1 + b * di * t) ** (-1 / b);
}

/** Both sets of points on common x values, for one plot. Each has gaps where only the other has a point. */
export function joined(sets: readonly (readonly [readonly number[], readonly (number | null)[]])[]): [number[], ...(number | null)[][]] {
  const x = [...new Set(sets.flatMap(([xs]) => xs))].sort((a, b) => a - b);
  const place = new Map(x.map((value, index) => [value, index]));
  const columns = sets.map(([xs, ys]) => {
    const column: (number | null)[] = x.map(() => null);
    xs.forEach((value, index) => (column[place.get(value)!] = ys[index] ?? null));
    return column;
  });
  return [x, ...columns];
}

/** Running sum; missing values add nothing. */
export function cumulative(values: readonly (number | null)[]): number[] {
  let sum = 0;
  return values.map((value) => (sum += value ?? 0));
}
