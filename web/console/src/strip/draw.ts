// The strip's picture: one lane for each phase, outages and seams across them, hatching for what is to come.
import { faint, mixed, type Palette } from '../charts/palette';
import type { FieldLife } from '../api/types';
import { shareOf, yearMarks, type Extent } from './extent';

export const LANES = [['oil_rate', 'O', 'ink-1'], ['gas_rate', 'G', 'ink-2'], ['water_rate', 'W', 'ink-3'], ['water_inj_rate', 'I', 'ink-4']] as const;

interface Size {
  width: number;
  height: number;
  /** Of the text. */
  scale: number;
}

export function drawStrip(canvas: HTMLCanvasElement, { width, height, scale: text }: Size, extent: Extent, palette: Palette): void {
  const scale = devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d')!;
  context.scale(scale, scale);
  const axis = 15 * text;
  const font = (size: number) => `${size * text}px system-ui, "DejaVu Sans", sans-serif`;
  const lane = (height - axis) / LANES.length;
  const right = (width * extent.now) / extent.end;
  context.clearRect(0, 0, width, height);
  hatch(context, right, 0, width - right, height - axis, faint(palette['line-strong'], 0.35));
  LANES.forEach(([tag, , colour], index) => {
    drawLane(context, extent.life.points[tag], right, index * lane, lane, mixed(palette[colour], palette.panel, 0.55));
  });
  drawBreaks(context, extent, width, height - axis, palette);
  context.font = font(11);
  context.textBaseline = 'alphabetic';
  for (const mark of yearMarks(extent, width / (48 * text))) {
    const x = mark.at * width;
    context.fillStyle = palette['line-strong'];
    context.fillRect(x, height - axis, 1, 4);
    context.fillStyle = palette['text-2'];
    context.fillText(mark.text, Math.min(x + 3, width - 28 * text), height - 3);
  }
}

function drawLane(context: CanvasRenderingContext2D, values: FieldLife['points']['oil_rate'], width: number, top: number, height: number, colour: string): void {
  const highest = values.reduce((most: number, value) => Math.max(most, value ?? 0), 0);
  if (highest <= 0) return;
  const step = width / values.length;
  context.fillStyle = colour;
  context.beginPath();
  values.forEach((value, index) => {
    if (value === null || value <= 0) return;
    const high = Math.max(0.5, (value / highest) * (height - 2));
    context.rect(index * step, top + height - high, step + 0.3, high);
  });
  context.fill();
}

function drawBreaks(context: CanvasRenderingContext2D, extent: Extent, width: number, height: number, palette: Palette): void {
  for (const outage of extent.life.outages) {
    const left = shareOf(extent, Date.parse(outage.start_time)) * width;
    const right = shareOf(extent, Date.parse(outage.end_time)) * width;
    context.fillStyle = palette.panel;
    context.fillRect(left, 0, Math.max(2, right - left), height);
    hatch(context, left, 0, Math.max(2, right - left), height, palette['text-2']);
  }
  context.fillStyle = palette.text;
  for (const seam of extent.life.seams) {
    const x = shareOf(extent, Date.parse(seam.time)) * width;
    context.fillRect(x - 0.5, 0, 1.5, height);
    context.font = 'bold 11px system-ui, "DejaVu Sans", sans-serif';
    context.textBaseline = 'top';
    context.fillText(seam.kind === 'loop' ? '↻' : '⇥', x + 2, 0);
  }
}

function hatch(context: CanvasRenderingContext2D, left: number, top: number, width: number, height: number, colour: string): void {
  if (width <= 0) return;
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  for (let x = left - height; x < left + width; x += 7) {
    context.moveTo(x, top + height);
    context.lineTo(x + height, top);
  }
  context.stroke();
  context.restore();
}
