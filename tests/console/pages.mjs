// Every page shows what the API says.
import { badge, numberText, slug, wellRow } from './harness.mjs';

const COLUMNS = { Oil: 'oil_rate', Gas: 'gas_rate', Water: 'water_rate', Injection: 'water_inj_rate', 'Water cut': 'watercut', GOR: 'gor', WHP: 'avg_whp_p', BHP: 'avg_downhole_pressure' };

export default async function pages(run) {
  await field(run);
  await well(run);
  await analysis(run);
  await replay(run);
  await system(run);
  await deepLinks(run);
  await typedWindow(run);
  await productionDay(run);
}

/** A window by its times in the data, and one that has no rows. */
async function typedWindow(run) {
  const page = await run.page('/');
  const life = await run.get('/api/field/life?points=100');
  const open = async (clock, from, to) => {
    await page.locator('[data-test=window]').click();
    await page.getByText(clock, { exact: true }).click();
    await page.getByLabel('From').fill(from);
    await page.getByLabel('To', { exact: true }).fill(to);
    await page.getByRole('button', { name: 'Show', exact: true }).click();
  };
  const place = Math.floor(life.points.time.length / 2);
  const minute = (text) => `${text.slice(0, 10)} ${text.slice(11, 16)}`;
  await run.until(async () => (await badge(page)) === 'LIVE', 'the page is live');
  await page.goto(`${page.url()}?zone=utc`);
  await run.until(async () => (await badge(page)) === 'LIVE', 'the page is live again');
  const zone = (await run.get('/api/status')).production_day_zone;
  const inZone = (text) => new Date(text).toLocaleString('sv-SE', { timeZone: zone }).slice(0, 16);
  await open('times in the data', inZone(life.points.original_time[place]), inZone(life.points.original_time[place + 2]));
  await run.until(async () => (await badge(page)) === 'HISTORICAL', 'a window by times in the data');
  const shown = await page.locator('[data-test=window]').innerText();
  const wanted = Date.parse(life.points.time[place]);
  run.check(Math.abs(Date.parse(`${shown.slice(0, 10)}T${shown.slice(11, 16)}Z`) - wanted) <= 60_000, `the window begins at ${minute(life.points.time[place])}: ${shown}`);
  await open('live times', '1990-01-01 00:00', '1990-02-01 00:00');
  run.check((await page.getByRole('alert').innerText()).startsWith('Nothing was streamed there'), 'a window without rows is refused');
  await page.close();
}

/** The last whole day, another one by typing, its wells, and a day that was never streamed. */
async function productionDay(run) {
  const page = await run.page('/');
  const table = await run.get('/api/field/wells');
  const start = encodeURIComponent(new Date(Date.parse(table.time) - 20 * 86_400_000).toISOString());
  const range = `interval=1pd&start_time=${start}&end_time=${encodeURIComponent(table.time)}`;
  const days = await run.get(`/api/field/production?${range}`);
  const panel = page.locator('[data-test=day]');
  const volume = async (tag) => (await panel.locator(`[data-tag=${tag}_rate] strong`).innerText());
  const shows = (row) => run.until(async () => {
    if ((await page.getByRole('textbox', { name: 'Production day' }).inputValue()) !== row.production_day) return false;
    const seen = await Promise.all(['oil', 'gas', 'water', 'water_inj'].map(volume));
    return seen.join() === ['oil', 'gas', 'water', 'water_inj'].map((tag) => numberText(row[`${tag}_volume`])).join();
  }, `volumes of ${row.production_day}`);
  await shows(days.at(-2));
  run.equal(await panel.locator('[data-test=part]').count(), 0, 'a whole day is not called a part');
  await panel.getByRole('button', { name: 'Next day' }).click();
  await run.until(async () => /^only \d+ of 2[345] h$/.test(await panel.locator('[data-test=part]').innerText()), 'the present day is called a part');
  await page.goto(`${run.url}/?day=${days.at(-3).production_day}`);
  await shows(days.at(-3));
  await page.getByRole('textbox', { name: 'Production day' }).fill(days[5].production_day);
  await page.keyboard.press('Enter');
  await shows(days[5]);
  run.check(page.url().includes(`day=${days[5].production_day}`), `the day is in the address: ${page.url()}`);
  await panel.getByRole('button', { name: 'By well' }).click();
  const wells = (await run.get(`/api/production?agg=sum&tags=oil_rate,on_stream_hrs&${range}`)).filter((row) => row.production_day === days[5].production_day);
  const cells = await page.getByRole('table', { name: /^Volumes of/ }).locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.innerText)));
  for (const row of wells) {
    const seen = cells.find(([name]) => row.well_name.endsWith(name));
    run.equal(`${seen?.[1]} in ${seen?.[5]} h`, `${numberText(row.oil_rate)} in ${numberText(row.on_stream_hrs)} h`, `${row.well_name} on ${row.production_day}`);
  }
  await panel.getByRole('button', { name: 'Show in charts' }).click();
  await run.until(async () => (await badge(page)) === 'HISTORICAL', 'the day as the window in view');
  await page.getByRole('textbox', { name: 'Production day' }).fill('1990-01-01');
  await page.keyboard.press('Enter');
  await run.until(async () => (await panel.getByRole('alert').innerText()).startsWith('There are no rows of 1990-01-01'), 'a day without rows is refused');
  await page.close();
}

async function field(run) {
  const page = await run.page('/');
  const table = await run.get('/api/field/wells');
  await run.until(async () => wellRow(page, table.wells[0].well_name), 'the table of wells');
  for (const well of table.wells) {
    const row = await wellRow(page, well.well_name);
    for (const [title, tag] of Object.entries(COLUMNS)) run.equal(row?.[title], numberText(well.values[tag]), `${well.well_name} ${title}`);
    run.equal(row?.Status, { flowing: 'Flowing', shut: 'Shut in', stale: 'No data' }[well.status], `${well.well_name} status`);
  }
  for (const tag of ['oil_rate', 'gas_rate', 'water_rate', 'water_inj_rate', 'watercut', 'gor']) {
    const seen = await page.locator(`.tile[data-tag=${tag}] strong`).innerText();
    run.equal(seen, numberText(table.totals[tag]), `total ${tag}`);
  }
  await run.until(async () => (await badge(page)) === 'LIVE', 'the badge says LIVE');
  // Sorted by another column, and filtered.
  await page.locator('thead button', { hasText: 'GOR' }).click();
  const gors = await page.locator('section.wells tbody tr').evaluateAll((rows) => rows.map((row) => row.children[7].innerText.replace(/[^0-9.–]/g, '')));
  const known = gors.filter((text) => text !== '–').map(Number);
  run.equal(JSON.stringify(known), JSON.stringify([...known].sort((a, b) => b - a)), 'sorted by GOR');
  await page.locator('input[type=search]').fill('A-2');
  run.equal(await page.locator('section.wells tbody tr').count(), table.wells.filter((w) => w.well_name.includes('A-2')).length, 'rows that fit the filter');
  // The oil of the field on a production day, in the table behind the chart.
  const chart = page.locator('section.chart', { hasText: 'Oil production by well' });
  await chart.getByRole('button', { name: 'Table' }).click();
  const day = await run.until(async () => (await chart.locator('tbody tr:not(.space)').nth(1).locator('th, td').allInnerTexts()), 'the table behind the oil by well');
  const start = new Date(Date.parse(table.time) - 5 * 86_400_000).toISOString();
  const days = await run.get(`/api/field/production?interval=1pd&start_time=${start}&end_time=${table.time.replace('+', '%2B')}`);
  run.equal(day?.[2], numberText(days.find((row) => row.production_day === day?.[1])?.oil_rate), `oil of the field on ${day?.[1]}`);
  await page.close();
}

async function well(run) {
  const table = await run.get('/api/field/wells');
  const name = table.wells.find((other) => other.status === 'flowing' && other.well_type === 'OP').well_name;
  const page = await run.page(`/wells/${slug(name)}?last=7d`);
  const rates = page.locator('section.chart', { hasText: 'Rates' }).first();
  const values = table.wells.find((other) => other.well_name === name).values;
  await run.until(async () => (await rates.locator('output').first().innerText()) === numberText(values.oil_rate), 'the newest oil rate in the legend');
  run.equal(await page.locator('.tile[data-tag=oil_rate] strong').innerText(), numberText(values.oil_rate), 'tile of the oil rate');
  run.equal(await page.locator('section.chart').count(), 5, 'tracks');
  // The table behind a chart has the rows of the window.
  await rates.getByRole('button', { name: 'Table' }).click();
  const rows = await run.get(`/api/production/${encodeURIComponent(name)}/latest?hours=3`);
  const cells = await rates.locator('tbody tr:not(.space)').first().locator('th, td').allInnerTexts();
  run.equal(cells[1], numberText(rows[0].oil_rate), 'newest row of the table behind the rates');
  // CSV of what is seen.
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV', exact: true }).click()]);
  const lines = (await text(download)).trim().split('\r\n');
  run.check(lines[0].startsWith('time,original_time,oil_rate [Sm3/d]'), `head of the CSV: ${lines[0]}`);
  run.check(Math.abs(lines.length - 1 - 7 * 24) <= 1, `a week has ${lines.length - 1} rows in the CSV`);
  const [png] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'PNG', exact: true }).click()]);
  run.check((await bytes(png)).subarray(1, 4).toString() === 'PNG', 'the picture is a PNG');
  // A line that is hidden is in the address, and not in what is saved.
  await rates.getByRole('button', { name: 'Gas', exact: true }).click();
  await run.until(async () => page.url().includes('hide=gas_rate'), `the hidden line in the address: ${page.url()}`);
  const [less] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV', exact: true }).click()]);
  const head = (await text(less)).split('\r\n')[0];
  run.check(head.includes('oil_rate') && !head.includes('gas_rate'), `head of the CSV without gas: ${head}`);
  // Field units are the server's.
  await page.close();
  const inField = await run.page(`/wells/${slug(name)}?units=field`);
  const converted = (await run.get('/api/field/wells?units=field')).wells.find((other) => other.well_name === name).values;
  const oil = inField.locator('.tile[data-tag=oil_rate]');
  await run.until(async () => (await oil.locator('strong').innerText()) === numberText(converted.oil_rate) && (await oil.locator('.unit').innerText()) === 'stb/d', 'oil in stb/d');
  await inField.close();
}

async function analysis(run) {
  const name = (await run.get('/api/field/wells')).wells.find((other) => other.status === 'flowing' && other.well_type === 'OP').well_name;
  const page = await run.page(`/analysis?well=${slug(name)}&hours=2160`);
  const fit = await run.get(`/surveillance/decline-analysis?well_name=${encodeURIComponent(name)}&hours=2160&rate_type=oil`);
  await run.until(async () => (await page.locator('main').innerText()).includes(`${numberText(fit.decline_parameters.qi)} Sm3/d`), 'initial rate of the fit');
  const shown = await page.locator('main').innerText();
  run.check(shown.includes(fit.decline_parameters.model_type), 'model of the fit');
  run.check(shown.includes(fit.forecast.no_forecast_reason ?? `${numberText(fit.forecast.eur_remaining)} Sm3`), 'remaining volume, or why there is none');
  await page.close();
}

async function replay(run) {
  const page = await run.page('/replay');
  await run.until(async () => (await page.locator('main').innerText()).includes('streaming'), 'state of the stream');
  run.check((await page.locator('main').innerText()).includes('REPLAY_TOKEN'), 'without a token it says how to set one');
  run.check(await page.getByRole('button', { name: 'Pause' }).isDisabled(), 'without a token there is no pause');
  await page.close();
}

async function system(run) {
  const page = await run.page('/system');
  const version = (await run.get('/')).version;
  await run.until(async () => (await page.locator('main').innerText()).includes(version), 'the version');
  run.check((await page.locator('main').innerText()).includes('connected'), 'the database is connected');
  for (const path of ['/docs', '/metrics']) run.equal(await page.locator(`main a[href="${path}"]`).count(), 1, `link to ${path}`);
  await page.close();
}

async function deepLinks(run) {
  const table = await run.get('/api/field/wells');
  const name = table.wells[0].well_name;
  const from = new Date(Date.parse(table.time) - 90 * 86_400_000);
  const to = new Date(from.getTime() + 86_400_000);
  const page = await run.page(`/wells/${slug(name)}?from=${from.toISOString()}&to=${to.toISOString()}&bucket=pd&zone=utc`);
  await run.until(async () => (await badge(page)) === 'HISTORICAL', 'a window of the past is HISTORICAL');
  const window = await page.locator('[data-test=window]').innerText();
  run.check(window.includes(from.toISOString().slice(0, 16).replace('T', ' ')), `the window of the address is shown: ${window}`);
  await run.until(() => page.locator('label.on', { hasText: 'Production days' }).isVisible(), 'the bucket of the address is chosen');
  await page.close();
}

async function bytes(download) {
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const text = async (download) => (await bytes(download)).toString();
