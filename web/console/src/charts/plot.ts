// A uPlot as this console uses it: a shared time axis in milliseconds, gaps that stay gaps, greys from the theme.
import uPlot from 'uplot';
import { axisText } from '../data/numbers';
import { timeTicks } from '../time/ticks';
import type { Colour, Palette } from './palette';
import { faint, mixed } from './palette';

export interface LineSpec {
  /** Column of the data. */
  key: string;
  letter: string;
  colour: Colour;
  dash?: number[];
  /** Which of the two scales: left or right. */
  side?: 'left' | 'right';
  /** Strength of the area below the line, which covers what is behind it. */
  area?: number;
  width?: number;
  /** Dots instead of a line. */
  dots?: boolean;
  step?: boolean;
  /** Joins values over gaps: the gaps are only where another line has points. */
  bridge?: boolean;
  /** Not drawn, and the scale fits the others. */
  hidden?: boolean;
}

export interface PlotSpec {
  lines: LineSpec[];
  /** Axes begin at 0. */
  fromZero: boolean;
  /** Key of the crosshair that charts share. */
  sync: string;
  palette: Palette;
  zone: string;
  /** Second line of a mark of the time axis: the time in the source. */
  below?: (instant: number, span: number) => string;
  /** Normal band of the left scale. */
  band?: { lower: number; upper: number } | null;
  /** Windows in which a gauge is bad. */
  spans: () => readonly { from: number; to: number }[];
  onSelect: (from: number, to: number) => void;
  onCursor: (index: number | null) => void;
  mayDrag: (event: MouseEvent) => boolean;
  /** Leaves room for a right axis, so that tracks above each other agree. */
  alignRight: boolean;
  /** Not a time: another x, with plain numbers. */
  plainX?: boolean;
}

const FONT = 'system-ui, "Segoe UI", "DejaVu Sans", sans-serif';
const TICK_PX = 84;
const AXIS_SIZE = 4.4; // of the font's size

export function createPlot(place: HTMLElement, width: number, height: number, spec: PlotSpec, data: uPlot.AlignedData): uPlot {
  const size = Math.round(Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.82);
  const font = `${size}px ${FONT}`;
  const options: uPlot.Options = {
    width,
    height,
    ms: 1,
    padding: [6, spec.plainX || spec.lines.some((line) => line.side === 'right') || !spec.alignRight ? null : size * AXIS_SIZE, 0, null],
    legend: { show: false },
    cursor: {
      y: false,
      sync: { key: spec.sync, scales: ['x', null] },
      drag: { x: true, y: false, setScale: false },
      points: { size: 7 },
      bind: { mousedown: (_, __, handler) => (event) => (spec.mayDrag(event) ? handler(event) : null), dblclick: () => null },
    },
    scales: scalesOf(spec),
    axes: axesOf(spec, font, size),
    series: [{}, ...spec.lines.map((line) => seriesOf(line, spec.palette))],
    hooks: {
      setSelect: [(plot) => selected(plot, spec)],
      setCursor: [(plot) => spec.onCursor(plot.cursor.idx ?? null)],
      drawClear: [(plot) => drawBand(plot, spec)],
      draw: [(plot) => drawSpans(plot, spec), (plot) => drawLetters(plot, spec, font, size)],
    },
  };
  return new uPlot(options, data, place);
}

function scalesOf(spec: PlotSpec): uPlot.Scales {
  const range: uPlot.Range.Function = (_, low, high) => {
    if (low === null || high === null) return [0, 1];
    const bottom = spec.fromZero ? Math.min(0, low) : low;
    const pad = (high - bottom || Math.abs(high) || 1) * 0.06;
    return [spec.fromZero && bottom === 0 ? 0 : bottom - pad, high + pad];
  };
  const scales: uPlot.Scales = { x: { time: false }, left: { range } };
  if (spec.lines.some((line) => line.side === 'right')) scales.right = { range };
  return scales;
}

function axesOf(spec: PlotSpec, font: string, size: number): uPlot.Axis[] {
  const { palette } = spec;
  const common = { stroke: palette['text-2'], font, ticks: { stroke: palette.line, size: 4 }, grid: { stroke: faint(palette['line-strong'], 0.28), width: 1 } };
  const lines = spec.below ? 2 : 1;
  const x: uPlot.Axis = spec.plainX
    ? { ...common, size: size * 1.9, values: (_, splits) => splits.map(axisText) }
    : { ...common, size: size * (0.9 + 1.25 * lines), gap: 2, ...timeMarks(spec) };
  const y = (scale: 'left' | 'right'): uPlot.Axis => ({
    ...common,
    scale,
    side: scale === 'left' ? 3 : 1,
    size: size * AXIS_SIZE,
    gap: 3,
    space: size * 2.4,
    grid: scale === 'left' ? common.grid : { show: false },
    values: (_, splits) => (spec.lines.some((line) => (line.side ?? 'left') === scale && !line.hidden) ? splits.map(axisText) : []),
  });
  return spec.lines.some((line) => line.side === 'right') ? [x, y('left'), y('right')] : [x, y('left')];
}

function timeMarks(spec: PlotSpec): Pick<uPlot.Axis, 'splits' | 'values'> {
  let texts: string[] = [];
  return {
    splits: (plot, _, low, high) => {
      const ticks = timeTicks(low, high, Math.max(2, Math.floor(plot.bbox.width / devicePixelRatio / TICK_PX)), spec.zone);
      texts = ticks.map(({ at, text }) => (spec.below ? `${text}\n${spec.below(at, high - low)}` : text));
      return ticks.map((tick) => tick.at);
    },
    values: (_, splits) => splits.map((__, index) => texts[index] ?? ''),
  };
}

function seriesOf(line: LineSpec, palette: Palette): uPlot.Series {
  const colour = palette[line.colour];
  return {
    scale: line.side ?? 'left',
    show: !line.hidden,
    stroke: colour,
    width: line.dots ? 0 : (line.width ?? 1.5),
    ...(line.dash ? { dash: line.dash } : {}),
    ...(line.area ? { fill: mixed(colour, palette.panel, line.area) } : {}),
    ...(line.step ? { paths: uPlot.paths.stepped!({ align: 1 }) } : {}),
    spanGaps: line.bridge ?? false,
    points: line.dots
      ? { show: true, size: 4, fill: colour, stroke: colour }
      : line.bridge ? { show: false } : { show: true, size: 4, fill: colour, stroke: colour, filter: (plot, series) => isolated(plot.data[series]!, plot.series[0]!.idxs!) },
  };
}

/** Values between two gaps: a line does not show them, so they get a dot. */
export function isolated(values: ArrayLike<number | null | undefined>, [first, last]: readonly [number, number]): number[] {
  const found: number[] = [];
  const missing = (index: number) => values[index] === null || values[index] === undefined;
  for (let i = first; i <= last; i++) {
    if (!missing(i) && (i === 0 || missing(i - 1)) && (i === values.length - 1 || missing(i + 1))) found.push(i);
  }
  return found;
}

function selected(plot: uPlot, spec: PlotSpec): void {
  const { left, width } = plot.select;
  if (width < 4) return;
  spec.onSelect(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
  plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
}

function drawBand(plot: uPlot, spec: PlotSpec): void {
  if (!spec.band) return;
  const { ctx, bbox } = plot;
  const top = Math.max(bbox.top, plot.valToPos(spec.band.upper, 'left', true));
  const bottom = Math.min(bbox.top + bbox.height, plot.valToPos(spec.band.lower, 'left', true));
  if (!(bottom > top)) return;
  ctx.save();
  ctx.fillStyle = faint(spec.palette.band, 0.45);
  ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
  ctx.restore();
}

function drawSpans(plot: uPlot, spec: PlotSpec): void {
  const { ctx, bbox } = plot;
  const high = 5 * devicePixelRatio;
  ctx.save();
  ctx.fillStyle = spec.palette.bad;
  for (const { from, to } of spec.spans()) {
    const left = Math.max(bbox.left, plot.valToPos(from, 'x', true));
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(to, 'x', true));
    if (right < bbox.left || left > bbox.left + bbox.width) continue;
    ctx.fillRect(left, bbox.top + bbox.height - high, Math.max(2, right - left), high);
  }
  ctx.restore();
}

/** A line's letter at its newest visible value, so that lines are told apart without colour. */
function drawLetters(plot: uPlot, spec: PlotSpec, font: string, size: number): void {
  if (spec.lines.length < 2) return;
  const { ctx, bbox } = plot;
  const taken: number[] = [];
  const [first, last] = plot.series[0]!.idxs ?? [0, -1];
  ctx.save();
  ctx.font = `bold ${font.replace(/^\d+px/, `${size * devicePixelRatio}px`)}`;
  ctx.textBaseline = 'middle';
  for (const [index, line] of spec.lines.entries()) {
    const values = plot.data[index + 1]!;
    let at = last;
    while (at >= first && (values[at] === null || values[at] === undefined)) at--;
    if (at < first || line.dots || line.hidden) continue;
    const high = size * devicePixelRatio;
    let y = Math.min(bbox.top + bbox.height - high / 2, Math.max(bbox.top + high / 2, plot.valToPos(values[at]!, line.side ?? 'left', true) - high * 0.7));
    while (taken.some((other) => Math.abs(other - y) < high)) y += high;
    taken.push(y);
    const x = Math.min(bbox.left + bbox.width - high, plot.valToPos(plot.data[0][at]!, 'x', true) - high);
    ctx.lineWidth = 3 * devicePixelRatio;
    ctx.strokeStyle = spec.palette.panel;
    ctx.strokeText(line.letter, x, y);
    ctx.fillStyle = spec.palette[line.colour];
    ctx.fillText(line.letter, x, y);
  }
  ctx.restore();
}
