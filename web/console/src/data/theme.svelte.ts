// The theme in use, and its colours for canvases.
import { readPalette, type Palette } from '../charts/palette';
import { settings } from './settings.svelte';

class ThemeInUse {
  dark = $state(matchMedia('(prefers-color-scheme: dark)').matches);
  palette = $state.raw<Palette>({} as Palette);

  constructor() {
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.apply());
    this.apply();
  }

  apply(): void {
    this.dark = settings.theme === 'dark' || (settings.theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
    document.documentElement.dataset.theme = this.dark ? 'dark' : 'light';
    this.palette = readPalette();
  }
}

export const theme = new ThemeInUse();
