// The theme's colours, for canvases. Read once per theme.
const NAMES = ['text', 'text-2', 'line', 'line-strong', 'panel', 'ground', 'band', 'fill', 'focus', 'ink-1', 'ink-2', 'ink-3', 'ink-4', 'bad',
  'critical', 'warning', 'inverse'] as const;

export type Colour = (typeof NAMES)[number];
export type Palette = Record<Colour, string>;

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Palette;
}

/** A colour with an opacity, for areas. */
export function faint(colour: string, opacity: number): string {
  const value = Number.parseInt(colour.slice(1), 16);
  return `rgba(${value >> 16},${(value >> 8) & 255},${value & 255},${opacity})`;
}

/** A colour on a ground, opaque. */
export function mixed(colour: string, ground: string, share: number): string {
  const [a, b] = [colour, ground].map((text) => Number.parseInt(text.slice(1), 16)) as [number, number];
  const part = (shift: number) => Math.round(((a >> shift) & 255) * share + ((b >> shift) & 255) * (1 - share));
  return `rgb(${part(16)},${part(8)},${part(0)})`;
}
