// Hours arrive and the page changes without a reload; a zoomed view stays.
import { badge, numberText, slug } from './harness.mjs';

export default async function live(run) {
  const name = (await run.get('/api/field/wells')).wells.find((well) => well.well_type === 'OP' && well.status === 'flowing').well_name;
  const [field, well, zoomed] = [await run.page('/'), await run.page(`/wells/${slug(name)}?last=24h`), await run.page(`/wells/${slug(name)}`)];
  let loads = 0;
  for (const page of [field, well, zoomed]) page.on('load', () => loads++);

  await run.until(async () => (await zoomed.locator('section.chart output').first().innerText()) !== '–', 'the rates');
  await zoomed.locator('.u-over').first().scrollIntoViewIfNeeded();
  const over = await zoomed.locator('.u-over').first().boundingBox();
  await zoomed.mouse.move(over.x + over.width * 0.4, over.y + 40);
  await zoomed.mouse.down();
  await zoomed.mouse.move(over.x + over.width * 0.6, over.y + 60, { steps: 5 });
  await zoomed.mouse.up();
  await run.until(async () => (await badge(zoomed)) === 'HISTORICAL', 'a drag zooms');
  const window = await zoomed.locator('[data-test=window]').innerText();

  const before = await field.locator('[data-test=as-of]').innerText();
  await run.command('speed', 3600);
  await run.until(async () => (await field.locator('[data-test=as-of]').innerText()) !== before, 'the field page shows a new hour');
  await run.until(async () => {
    const [row] = await run.get(`/api/production/${encodeURIComponent(name)}/latest?hours=1`);
    return (await well.locator('.tile[data-tag=oil_rate] strong').innerText()) === numberText(row.oil_rate);
  }, 'the well page shows the newest hour');
  run.equal(await zoomed.locator('[data-test=window]').innerText(), window, 'the zoomed window after live hours');
  run.equal(await badge(zoomed), 'HISTORICAL', 'the zoomed view');

  const replay = await run.page('/replay');
  await run.until(async () => {
    const speed = Number((await replay.locator('[data-test=true-speed]').innerText()).replace(/[×,]/g, ''));
    return speed > 3000 && speed < 4200;
  }, 'the speed that is measured is about 3,600', 30_000);
  await run.command('speed', 1);
  run.equal(loads, 0, 'reloads');
  for (const page of [field, well, zoomed, replay]) await page.close();
}
