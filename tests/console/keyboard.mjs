// From the field to a zoomed well and back, with keys only.
import { badge } from './harness.mjs';

export default async function keyboard(run) {
  const page = await run.page('/');
  await page.locator('section.wells tbody a').first().waitFor();
  const press = (key) => page.keyboard.press(key);
  const link = () => page.evaluate(() => document.activeElement?.getAttribute('href') ?? '');
  const onWell = async () => (await link()).startsWith('/wells/NO-');
  const focused = () => page.evaluate(() => document.activeElement?.outerHTML.slice(0, 120) ?? '');

  await press('Tab');
  run.check((await focused()).includes('Skip to content'), `the first stop is the skip link: ${await focused()}`);
  await press('?');
  run.check(await page.getByRole('dialog').isVisible(), '? lists the keys');
  await press('Escape');
  run.check(!(await page.getByRole('dialog').isVisible()), 'Escape closes the list');

  await press('/');
  run.check((await focused()).includes('type="search"'), '/ goes to the filter');
  for (let i = 0; i < 30 && !(await onWell()); i++) await press('Tab');
  run.check(await onWell(), `Tab reaches the first well: ${await focused()}`);
  const first = await link();
  await press('ArrowDown');
  await run.until(async () => (await onWell()) && (await link()) !== first, 'down goes to the next well');
  // Rows that change places take the focus with them; the click moves no focus by itself.
  const chosen = await link();
  await page.evaluate(() => [...document.querySelectorAll('section.wells thead button')].find((button) => button.innerText.startsWith('Well')).click());
  await run.until(async () => (await page.locator('section.wells th[aria-sort]').innerText()).startsWith('Well'), 'sorted by name');
  run.equal(await link(), chosen, 'the well with the focus after sorting');
  await press('Enter');
  await page.waitForURL(/\/wells\//);
  await run.until(async () => (await page.locator('section.chart').count()) > 2, 'the tracks of the well');

  for (let i = 0; i < 60 && !(await focused()).includes('aria-label="Plot: '); i++) await press('Tab');
  run.check((await focused()).includes('aria-label="Plot: '), 'Tab reaches a plot');
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  run.check(outline !== 'none', 'the focus is visible');
  await press('ArrowLeft');
  await run.until(async () => /\d{4}-\d\d-\d\d/.test(await page.locator('[data-test=crosshair]').innerText()), 'the crosshair moves by keys');
  await press('+');
  await press('+');
  await run.until(async () => (await badge(page)) === 'HISTORICAL', 'zoomed by keys');
  await run.until(async () => page.url().includes('from='), 'the address has the window');
  await press('Shift+ArrowLeft');
  run.check((await page.locator('.badge .detail').innerText()).includes('in the data'), 'the past has its times in the data');
  await press('l');
  await run.until(async () => (await badge(page)) === 'LIVE', 'l goes back to live');
  await press('g');
  await press('f');
  await run.until(async () => new URL(page.url()).pathname === '/', 'g f goes back to the field');
  await page.close();
}
