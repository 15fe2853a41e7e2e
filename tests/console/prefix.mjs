// Behind a proxy that takes a path prefix away: every page, from its address and by links, and /docs.
import { badge, numberText, slug } from './harness.mjs';

export default async function prefix(run) {
  const { pathname } = new URL(run.url);
  run.context.on('request', (request) => {
    const address = new URL(request.url());
    if (address.protocol.startsWith('http') && !address.pathname.startsWith(`${pathname}/`)) run.faults.push(`outside the prefix: ${request.url()}`);
  });
  const well = (await run.get('/api/field/wells')).wells.find((other) => other.well_type === 'OP');
  const page = await run.page('/');
  await run.until(async () => (await badge(page)) === 'LIVE', 'LIVE behind the proxy');
  await page.locator('section.wells tbody a', { hasText: well.well_name }).first().click();
  const path = `/wells/${slug(well.well_name)}`;
  await run.until(async () => new URL(page.url()).pathname === pathname + path, `the address of the well: ${page.url()}`);
  const oil = () => page.locator('.tile[data-tag=oil_rate] strong').innerText();
  await run.until(async () => (await oil()) === numberText(well.values.oil_rate), 'the newest oil rate');
  await page.reload(); // the page itself lies a folder further down
  await run.until(async () => (await page.locator('section.chart output').first().innerText()) !== '–', 'the rates after a reload');
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await run.until(async () => new URL(page.url()).pathname === `${pathname}/system`, 'g s goes to the System page');
  await run.until(async () => (await page.locator('main').innerText()).includes('connected'), 'the System page reads the health');
  await page.locator('main a', { hasText: '/docs' }).click();
  await page.locator('.opblock').first().waitFor();
  const server = page.locator('.servers select');
  run.equal(await server.inputValue(), pathname, 'the server that /docs asks');
  await page.close();
}
