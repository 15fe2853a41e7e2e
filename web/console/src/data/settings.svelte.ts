// What a user chooses for good: units, time zone, theme. The address wins, then this browser's storage.
import { address } from './address.svelte';

export type Units = 'metric' | 'field';
export type Zone = 'field' | 'browser' | 'utc';
export type Theme = 'auto' | 'light' | 'dark';

const ALLOWED = { units: ['metric', 'field'], zone: ['field', 'browser', 'utc'], theme: ['auto', 'light', 'dark'] } as const;
type Name = keyof typeof ALLOWED;

function first<T extends Name>(name: T): (typeof ALLOWED)[T][number] {
  const words = ALLOWED[name] as readonly string[];
  for (const word of [address.query.get(name), stored(name)]) {
    if (word !== null && words.includes(word)) return word as (typeof ALLOWED)[T][number];
  }
  return ALLOWED[name][0];
}

function stored(name: string): string | null {
  try {
    return localStorage.getItem(`flodata.${name}`);
  } catch {
    return null; // storage is switched off
  }
}

class Settings {
  units = $state<Units>(first('units'));
  zone = $state<Zone>(first('zone'));
  theme = $state<Theme>(first('theme'));

  set(name: Name, value: string): void {
    if (!(ALLOWED[name] as readonly string[]).includes(value)) return;
    (this as Record<Name, string>)[name] = value;
    try {
      localStorage.setItem(`flodata.${name}`, value);
    } catch {
      // without storage the choice lasts as long as the page
    }
    if (address.query.has(name)) address.set({ [name]: value });
  }
}

export const settings = new Settings();
