// The heaps of two pages over hours. Each sample attaches to a page and leaves it again: an attached debugger keeps
// requests, scripts and objects of its own, which would be measured too.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ARGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-renderer-backgrounding', '--disable-background-timer-throttling', '--disable-backgrounding-occluded-windows',
  '--window-size=1440,900', '--remote-debugging-pipe'];

/** Chromium at the other end of a pipe: one JSON text per command and answer, each ended by a zero byte. */
class Browser {
  #answers = new Map();
  #rest = '';
  #last = 0;

  constructor(executablePath) {
    this.profile = fs.mkdtempSync(path.join(os.tmpdir(), 'flodata_heap_'));
    this.process = spawn(executablePath, [...ARGS, `--user-data-dir=${this.profile}`], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    this.process.stdio[4].setEncoding('utf8').on('data', (text) => this.#read(text));
  }

  #read(text) {
    const texts = (this.#rest + text).split('\0');
    this.#rest = texts.pop();
    for (const { id, result, error } of texts.map((one) => JSON.parse(one))) {
      this.#answers.get(id)?.(result ?? Promise.reject(new Error(error.message)));
      this.#answers.delete(id);
    }
  }

  send(method, params = {}, sessionId = undefined) {
    const id = ++this.#last;
    this.process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((done) => this.#answers.set(id, done));
  }

  /** Opens an address in a window and a process of its own. */
  async open(url) {
    const { browserContextId } = await this.send('Target.createBrowserContext');
    return (await this.send('Target.createTarget', { url, browserContextId, width: 1440, height: 900 })).targetId;
  }

  /** Bytes in use after a garbage collection, and the text of the page's badge. */
  async sample(targetId) {
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    await this.send('HeapProfiler.collectGarbage', {}, sessionId);
    const { usedSize } = await this.send('Runtime.getHeapUsage', {}, sessionId);
    const badge = await this.send('Runtime.evaluate', { expression: `document.querySelector('.badge')?.innerText`, returnByValue: true }, sessionId);
    await this.send('Target.detachFromTarget', { sessionId });
    return { bytes: usedSize, badge: badge.result.value ?? '' };
  }

  async close() {
    const ended = new Promise((done) => this.process.on('exit', done));
    await this.send('Browser.close');
    await ended;
    fs.rmSync(this.profile, { recursive: true, force: true });
  }
}

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
export const growth = (bytes, before) => ((bytes - before) / before) * 100;

/** Samples of pages ({name: address}) over SECONDS. The first one is taken when the windows are full and the browser has compiled what
 *  runs often, which is half of the heap: after a quarter of the time, and half an hour at most. Says each on stderr. */
export async function watchHeaps(executablePath, pages, seconds) {
  const browser = new Browser(executablePath);
  const targets = {};
  for (const [name, url] of Object.entries(pages)) targets[name] = await browser.open(url);
  const all = async () => Object.fromEntries(await Promise.all(Object.entries(targets).map(async ([name, target]) => [name, await browser.sample(target)])));
  const warm = Math.min(1_800_000, seconds * 250);
  await wait(warm);
  const samples = [await all()];
  for (const end = Date.now() + seconds * 1000 - warm; Date.now() < end; ) {
    await wait(Math.min(300_000, Math.max(1000, end - Date.now())));
    const now = await all();
    for (const [name, { badge }] of Object.entries(now)) {
      if (badge === samples.at(-1)[name].badge) throw new Error(`the page "${name}" stood still: ${badge}`);
    }
    samples.push(now);
    const said = Object.entries(now).map(([name, { bytes }]) => `${name} ${(bytes / 1e6).toFixed(2)} MB (${growth(bytes, samples[0][name].bytes).toFixed(1)} %)`);
    process.stderr.write(`${new Date().toISOString()} ${said.join(', ')}\n`);
  }
  await browser.close();
  return samples;
}
