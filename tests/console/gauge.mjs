// A bad gauge is a gap, and the crosshair says why.
import { slug } from './harness.mjs';

const HOUR = 3_600_000;

export default async function gauge(run) {
  const rows = await run.get('/api/production?start=2000-01-01&end=now&tags=avg_downhole_pressure');
  const bad = rows.find((row) => row.quality?.avg_downhole_pressure?.status === 'Bad');
  if (!bad) throw new Error('the field of this test has no bad gauge');
  const at = Date.parse(bad.time);
  const text = (instant) => new Date(instant).toISOString();
  const page = await run.page(`/wells/${slug(bad.well_name)}?from=${text(at - 12 * HOUR)}&to=${text(at + 36 * HOUR)}`);
  const chart = page.locator('section.chart', { hasText: 'Pressures' });
  await run.until(async () => (await chart.locator('output').first().innerText()) !== '–', 'pressures');
  await point(chart.locator('.u-over'), 18.5 / 48);
  await run.until(async () => (await chart.locator('output').first().innerText()).includes('gauge dead or frozen (R5)'), 'the reason of the gap at the crosshair');
  await page.close();

  // Over a year the plot has points only; the reason is asked for.
  const year = await run.page(`/wells/${slug(bad.well_name)}?from=${text(at - 150 * 24 * HOUR)}&to=${text(at + 12 * HOUR)}&tag=avg_downhole_pressure`, { width: 700, height: 900 });
  const one = year.locator('section.chart');
  await run.until(async () => (await one.locator('output').first().innerText()) !== '–', 'the pressure over months');
  await point(one.locator('.u-over'), 0.998);
  await run.until(async () => (await one.locator('output').first().innerText()).includes('R5'), 'the reason of a gap that was downsampled');
  await year.close();
}

async function point(plot, share) {
  await plot.scrollIntoViewIfNeeded();
  const { width, height } = await plot.boundingBox();
  await plot.hover({ position: { x: width * share, y: height / 2 } });
}
