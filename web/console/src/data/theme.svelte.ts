// The theme in use, and its colours for canvases.
import { readPalette, type Palette } from '../charts/palette';
import { settings } from './settings.svelte';

const DESK_FONT_PX = 14;

class ThemeInUse {
  dark = $state(matchMedia('(prefers-color-scheme: dark)').matches);
  palette = $state.raw<Palette>({} as Palette);
  /** How much larger than at a desk: text, and with it plots, grow on a wall. */
  scale = $state(1);

  constructor() {
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.apply());
    addEventListener('resize', () => this.#measure());
    this.#measure();
    this.apply();
  }

  #measure(): void {
    this.scale = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / DESK_FONT_PX;
  }

  apply(): void {
    this.dark = settings.theme === 'dark' || (settings.theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
    document.documentElement.dataset.theme = this.dark ? 'dark' : 'light';
    this.palette = readPalette();
  }
}

export const theme = new ThemeInUse();
