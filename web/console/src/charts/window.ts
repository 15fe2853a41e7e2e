// Charts whose time axis is the window in view: what gestures and keys do.
import type uPlot from 'uplot';
import { view } from '../data/view.svelte';
import { dragMode } from './dragMode.svelte';
import type { Gestures } from './gestures';

export const windowGestures: Omit<Gestures, 'valueAt'> = {
  zoom: (factor, center) => view.zoom(factor, center),
  pan: (share) => view.pan(share),
  reset: () => view.reset(),
  grabs: () => dragMode.pans,
};

/** Arrows move the crosshair, with Shift the window; Home and End go to the first and last value. */
export function windowKeys(event: KeyboardEvent, plot: uPlot | null): void {
  if (!plot || event.ctrlKey || event.altKey || event.metaKey) return;
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step && event.shiftKey) view.pan(step * 0.2);
  else if (step) moveCursor(plot, (plot.cursor.idx ?? (step > 0 ? firstSeen(plot) - 1 : lastSeen(plot) + 1)) + step);
  else if (event.key === 'Home') moveCursor(plot, firstSeen(plot));
  else if (event.key === 'End') moveCursor(plot, lastSeen(plot));
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function firstSeen(plot: uPlot): number {
  return plot.series[0]!.idxs?.[0] ?? 0;
}

function lastSeen(plot: uPlot): number {
  return plot.series[0]!.idxs?.[1] ?? plot.data[0].length - 1;
}

function moveCursor(plot: uPlot, index: number): void {
  const at = Math.max(0, Math.min(plot.data[0].length - 1, index));
  const value = plot.data[0][at];
  if (value !== undefined) plot.setCursor({ left: plot.valToPos(value, 'x'), top: 5 });
}
