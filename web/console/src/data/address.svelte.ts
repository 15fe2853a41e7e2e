// The address bar as state: which page, and what it shows. Every link of the console goes through here.
import { below, within } from './root';

const PAGES = ['', 'wells', 'analysis', 'replay', 'system'] as const;

export type PageName = 'field' | 'well' | 'analysis' | 'replay' | 'system' | 'unknown';

/** The page of a path. Addresses of the API and its documents are not pages. */
export function pageOf(path: string): PageName {
  const first = path.split('/')[1] ?? '';
  if (!(PAGES as readonly string[]).includes(first)) return 'unknown';
  if (first === '') return 'field';
  return first === 'wells' ? 'well' : (first as PageName);
}

class Address {
  path = $state(within(location.pathname) ?? '/');
  query = $state.raw(new URLSearchParams(location.search));
  page = $derived(pageOf(this.path));

  constructor() {
    addEventListener('popstate', () => this.#read());
  }

  /** The encoded last member of /wells/NAME, decoded; '' without one. */
  get wellWord(): string {
    const rest = this.path.replace(/^\/wells\/?/, '');
    try {
      return this.page === 'well' ? decodeURIComponent(rest) : '';
    } catch {
      return rest;
    }
  }

  go(href: string, replace = false): void {
    if (href === location.pathname + location.search) return;
    if (replace) history.replaceState(null, '', href);
    else history.pushState(null, '', href);
    const page = this.path;
    this.#read();
    if (this.path !== page) scrollTo(0, 0);
  }

  /** Changes members of the query and leaves the others; null removes one. The page stays, and so does Back. */
  set(members: Record<string, string | null>): void {
    const next = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(members)) {
      if (value === null) next.delete(name);
      else next.set(name, value);
    }
    const text = next.toString();
    this.go(location.pathname + (text ? `?${text}` : ''), true);
  }

  /** The address of another page, with the members that all pages share (the window in view, units, zone). */
  link(path: string, members: Record<string, string | null> = {}): string {
    const next = new URLSearchParams();
    for (const name of ['from', 'to', 'last', 'units', 'zone', 'theme']) {
      const value = this.query.get(name);
      if (value !== null) next.set(name, value);
    }
    for (const [name, value] of Object.entries(members)) {
      if (value === null) next.delete(name);
      else next.set(name, value);
    }
    const text = next.toString();
    return below(text ? `${path}?${text}` : path);
  }

  #read(): void {
    this.path = within(location.pathname) ?? '/';
    this.query = new URLSearchParams(location.search);
  }
}

export const address = new Address();

/** Lets plain left clicks on links between pages change the page without a reload. */
export function followLinks(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest?.('a[href]') as HTMLAnchorElement | null;
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  const path = within(link.pathname);
  if (path === null || pageOf(path) === 'unknown') return;
  event.preventDefault();
  address.go(link.pathname + link.search);
}
