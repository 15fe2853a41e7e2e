// Keys that work everywhere. Pages and plots have their own on top.
import { address } from './address.svelte';
import { view } from './view.svelte';

const PAGES: Record<string, string> = { f: '/', w: '/wells', a: '/analysis', r: '/replay', s: '/system' };
let waiting = 0; // until when a `g` waits for its second key

/** Whether the key was one of ours. */
export function pressed(event: KeyboardEvent, openList: () => void): boolean {
  const target = event.target as HTMLElement;
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest?.('input, select, textarea, dialog')) return false;
  const second = Date.now() < waiting;
  waiting = 0;
  if (second && PAGES[event.key]) {
    address.go(address.link(PAGES[event.key]!));
    return true;
  }
  const window = WINDOW[event.key];
  if (window) window(event.shiftKey);
  else if (event.key === 'g') waiting = Date.now() + 1500;
  else if (event.key === '?') openList();
  else if (event.key === '/') document.querySelector<HTMLInputElement>('input[type="search"]')?.focus();
  else return false;
  return true;
}

/** Keys of the window in view. The arrows alone belong to what has the focus. */
export const WINDOW: Record<string, (shift: boolean) => void> = {
  l: () => view.reset(),
  0: () => view.reset(),
  w: () => view.whole(),
  '+': () => view.zoom(1 / 1.5, (view.range.from + view.range.to) / 2),
  '=': () => view.zoom(1 / 1.5, (view.range.from + view.range.to) / 2),
  '-': () => view.zoom(1.5, (view.range.from + view.range.to) / 2),
};
