// Figures of the console. Usage: node measure.mjs CHROMIUM URL TOKEN SECONDS PART… Prints a JSON array of figures.
import { chromium } from 'playwright-core';
import { Run, slug } from './harness.mjs';
import { growth, watchHeaps } from './memory.mjs';

const [executablePath, url, token, seconds, ...parts] = process.argv.slice(2);
const RUNS = 10;
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--enable-precise-memory-info', '--js-flags=--expose-gc'];
const browser = await chromium.launch({ executablePath, args, headless: true });
const figures = [];
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const figure = (name, value, unit, sense, limit) => figures.push({ name, value, unit, sense, limit });

async function open(path) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const run = new Run(context, url, token);
  return { context, run, page: await run.page(path) };
}

async function paint() {
  const times = [];
  for (let i = 0; i < RUNS; i++) {
    const { context, page } = await open('/');
    times.push(await page.evaluate(() => new Promise((done) => {
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => entry.name === 'first-contentful-paint' && done(entry.startTime))).observe({ type: 'paint', buffered: true });
    })));
    await context.close();
  }
  figure('first contentful paint', median(times) / 1000, 's', 'at most', 0.7);
  const html = await (await fetch(`${url}/`, { headers: { Accept: 'text/html' } })).text();
  let bytes = 0;
  for (const [, path] of html.matchAll(/src="(\/assets\/[^"]+\.js)"/g)) {
    const answer = await fetch(url + path, { headers: { 'Accept-Encoding': 'gzip' } });
    bytes += Number(answer.headers.get('content-length'));
  }
  figure('script, gzip', bytes / 1000, 'kB', 'at most', 150);
}

async function zoom() {
  const { context, run, page } = await open('/');
  const well = (await run.get('/api/field/wells')).wells.find((other) => other.well_type === 'OP').well_name;
  const steps = [];
  for (let i = 0; i < RUNS; i++) {
    await page.goto(`${url}/wells/${slug(well)}?last=all`);
    await page.locator('.u-over').nth(4).waitFor();
    await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
    steps.push(...await page.evaluate(async () => {
      const over = document.querySelector('.u-over');
      const box = over.getBoundingClientRect();
      const times = [];
      const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      for (let step = 0; step < 36; step++) {
        const begun = performance.now();
        over.dispatchEvent(new WheelEvent('wheel', { deltaY: -100, clientX: box.left + box.width * 0.7, clientY: box.top + 20, bubbles: true, cancelable: true }));
        await frame();
        times.push(performance.now() - begun);
        await new Promise((done) => setTimeout(done, 20));
      }
      return times;
    }));
  }
  figure('zoom step, five tracks, median', median(steps), 'ms', 'at most', 100);
  figure('zoom step, five tracks, 95 %', [...steps].sort((a, b) => a - b)[Math.floor(steps.length * 0.95)], 'ms', 'at most', 100);
  await context.close();
}

async function sort() {
  const { context, run, page } = await open('/');
  const count = (await run.get('/api/field/wells')).wells.length;
  await page.locator('section.wells tbody a').first().waitFor();
  const times = [];
  for (let i = 0; i < RUNS; i++) {
    times.push(await page.evaluate(async (number) => {
      const buttons = [...document.querySelectorAll('section.wells thead button')];
      const begun = performance.now();
      buttons[number % 8].click();
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      return performance.now() - begun;
    }, i));
  }
  figure(`sort ${count} wells`, median(times), 'ms', 'at most', 100);
  await context.close();
}

async function frames() {
  const { context, run, page } = await open('/');
  const well = (await run.get('/api/field/wells')).wells.find((other) => other.well_type === 'OP').well_name;
  await run.command('speed', 3600);
  for (const path of ['/', `/wells/${slug(well)}?last=7d`]) {
    await page.goto(url + path);
    await page.waitForFunction(() => document.querySelectorAll('.badge dd').length > 2);
    await page.waitForTimeout(3000);
    const rate = await page.evaluate(async (ms) => {
      let count = 0;
      const begun = performance.now();
      while (performance.now() - begun < ms) {
        await new Promise((done) => requestAnimationFrame(done));
        count++;
      }
      return (count * 1000) / (performance.now() - begun);
    }, Number(seconds) * 500);
    figure(`frames a second at speed 3,600, ${path === '/' ? 'field' : 'well'}`, rate, '1/s', 'at least', 55);
  }
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV', exact: true }).click()]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  const hours = Buffer.concat(chunks).toString().trim().split('\r\n').slice(1).map((line) => line.split(',')[1]).filter(Boolean).map((text) => Date.parse(text) / 3_600_000);
  figure('hours that were dropped', hours.slice(1).filter((hour, index) => hour !== hours[index] + 1).length, '', 'at most', 0);
  await run.command('speed', 1);
  await context.close();
}

/** The field and a well, each in a window of its own, for SECONDS. */
async function memory() {
  const run = new Run(await browser.newContext(), url, token);
  const well = (await run.get('/api/field/wells')).wells.find((other) => other.well_type === 'OP').well_name;
  await run.command('speed', 36_000);
  const pages = { field: `${url}/`, well: `${url}/wells/${slug(well)}?last=30d` };
  const [before, ...samples] = await watchHeaps(executablePath, pages, Number(seconds));
  const last = samples.slice(-Math.ceil(samples.length / 4)); // a single sample goes up and down with what is in view
  for (const name of Object.keys(pages)) {
    const after = median(last.map((sample) => sample[name].bytes));
    figure(`growth of the heap at speed 36,000, ${name}`, growth(after, before[name].bytes), '%', 'at most', 10);
  }
  await run.command('speed', 1);
}

for (const part of parts) await { paint, zoom, sort, frames, memory }[part]();
await browser.close();
console.log(JSON.stringify(figures));
