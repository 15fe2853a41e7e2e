// The server is killed and started again: the console says so, comes back, and has every hour.
import { ask, badge, slug } from './harness.mjs';

const HOUR = 3_600_000;

export default async function restart(run) {
  const name = (await run.get('/api/field/wells')).wells.find((well) => well.well_type === 'OP').well_name;
  await run.command('speed', 3600);
  const page = await run.page(`/wells/${slug(name)}?last=7d`);
  await run.until(async () => (await badge(page)) === 'LIVE', 'LIVE before');
  let loads = 0;
  page.on('load', () => loads++);
  run.outage = true;
  await ask('kill');
  await run.until(async () => (await badge(page)) === 'OFFLINE', 'OFFLINE after the server was killed');
  await ask('start');
  await run.until(async () => (await badge(page)) === 'LIVE', 'LIVE after the server was started');
  run.outage = false;
  const after = Date.parse((await run.get('/api/status')).newest_label);
  await run.until(async () => (await hours(page)).some((hour) => Date.parse(hour.time) > after), 'hours go on');
  const seen = await hours(page);
  const steps = new Set(seen.slice(1).map((hour, index) => Date.parse(hour.original) - Date.parse(seen[index].original)));
  run.check(steps.size === 1 && steps.has(HOUR), `every hour is there once: steps of ${[...steps].map((step) => step / HOUR)} h`);
  run.equal(loads, 0, 'reloads');
  await run.command('speed', 1);
  await page.close();
}

/** What the page has of the rates, from its CSV. */
async function hours(page) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV', exact: true }).click()]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  const lines = Buffer.concat(chunks).toString().trim().split('\r\n').slice(1);
  return lines.map((line) => line.split(',')).map(([time, original]) => ({ time, original })).filter((hour) => hour.original !== '');
}
