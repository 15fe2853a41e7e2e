// What the scenarios share: a page that reports console errors and foreign requests, checks, and requests to the API.
import fs from 'node:fs';
import readline from 'node:readline';

const LIMIT_MS = 60_000; // a bound for a loaded machine under sanitizers, not a measure of speed
const input = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** Asks the other side to do something to the server. */
export async function ask(what) {
  process.stdout.write(`${JSON.stringify({ do: what })}\n`);
  await input.next();
}

export class Run {
  faults = [];
  /** Errors of the browser's console are expected while the server is away. */
  outage = false;

  constructor(context, url, token) {
    this.context = context;
    this.url = url; // of the console, without its last slash
    const { origin } = new URL(url);
    this.token = token;
    this.axe = fs.readFileSync(new URL('./node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
    context.on('request', (request) => {
      const address = new URL(request.url());
      if (address.protocol.startsWith('http') && address.origin !== origin) this.faults.push(`another host was asked: ${request.url()}`);
    });
  }

  async page(path = '/', size = { width: 1440, height: 900 }) {
    const page = await this.context.newPage();
    page.setDefaultTimeout(LIMIT_MS);
    await page.setViewportSize(size);
    page.on('console', (message) => {
      // An analysis that has too little data is a 400, which the page says; the browser lists it as well.
      const noAnalysis = message.location().url.includes('/surveillance/') && message.text().includes('400');
      if (message.type() === 'error' && !this.outage && !noAnalysis) this.faults.push(`console error on ${path}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.faults.push(`error on ${path}: ${error.stack}`));
    await page.goto(this.url + path);
    return page;
  }

  check(holds, text) {
    if (!holds) this.faults.push(text);
  }

  equal(seen, wanted, text) {
    if (seen !== wanted) this.faults.push(`${text}: ${JSON.stringify(seen)}, not ${JSON.stringify(wanted)}`);
  }

  /** Waits until look() returns something true, or adds a fault. */
  async until(look, text, limitMs = LIMIT_MS) {
    const end = Date.now() + limitMs;
    for (;;) {
      const seen = await look().catch(() => null);
      if (seen) return seen;
      if (Date.now() > end) {
        this.faults.push(`not within ${limitMs / 1000} s: ${text}`);
        return null;
      }
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  async get(path) {
    const answer = await fetch(this.url + path, { headers: { Accept: 'application/json' } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  }

  async command(name, value) {
    const answer = await fetch(`${this.url}/api/replay/${name}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json' },
      body: value === undefined ? undefined : JSON.stringify({ value }),
    });
    if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
  }
}

/** As the console writes numbers. */
export function numberText(value) {
  if (value === null || value === undefined) return '–';
  const size = Math.abs(value);
  const digits = size === 0 || size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 3;
  return value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export const slug = (well) => well.replaceAll('/', '-');

/** The cells of a well's row in the table, by column title. */
export async function wellRow(page, well) {
  return page.evaluate((name) => {
    const table = document.querySelector('section.wells table');
    const titles = [...table.querySelectorAll('thead th')].map((cell) => cell.innerText.split('\n')[0].replace(/[▲▼]/g, '').trim());
    const row = [...table.querySelectorAll('tbody tr')].find((line) => line.querySelector('th a')?.textContent === name);
    return row ? Object.fromEntries([...row.children].map((cell, index) => [titles[index], cell.innerText.replace(/[▲▼]/g, '').trim()])) : null;
  }, well);
}

export const badge = (page) => page.locator('.badge .state strong').innerText();
