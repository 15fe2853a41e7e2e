// The badge: paused, historical, catching up, stopped.
import { badge } from './harness.mjs';

export default async function states(run) {
  const page = await run.page('/replay');
  await page.getByLabel('Bearer token').fill(run.token);
  await page.getByRole('button', { name: 'Use', exact: true }).click();
  await page.getByRole('button', { name: 'Pause' }).click();
  await run.until(async () => (await badge(page)) === 'PAUSED', 'PAUSED after a pause');
  await run.until(async () => (await page.locator('section.audit').innerText()).includes('paused'), 'the audit has the pause');
  run.check(!page.url().includes(run.token), 'the token is in no address');
  run.check(!(await page.evaluate(() => JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }) + document.cookie)).includes(run.token), 'the token is in no storage and no cookie');

  // By somebody else: no reload, no request of the page.
  await run.command('resume');
  await run.until(async () => (await badge(page)) === 'LIVE', 'LIVE after somebody else resumed');
  await run.command('pause');
  await run.until(async () => (await badge(page)) === 'PAUSED', 'PAUSED after somebody else paused');
  await page.getByRole('button', { name: 'Resume' }).click();
  await run.until(async () => (await badge(page)) === 'LIVE', 'LIVE after a resume');

  await page.goto(`${run.url}/`);
  await page.locator('.strip .lanes').focus();
  await page.keyboard.press('ArrowLeft');
  await run.until(async () => (await badge(page)) === 'HISTORICAL', 'HISTORICAL after a move into the past');
  await page.getByRole('button', { name: 'Back to live' }).click();
  await run.until(async () => (await badge(page)) === 'LIVE', 'one button back to live');
  await page.close();

  await shown(run, { state: 'behind', lag_seconds: 7200 }, 'CATCHING UP', '2 h 00 min behind');
  await shown(run, { state: 'stopped', streamer_alive: false }, 'STOPPED', 'No streamer has been heard since');
}

/** The badge for a status that a test cannot hold long enough to look at. */
async function shown(run, change, state, detail) {
  const status = { ...(await run.get('/api/status')), ...change };
  const page = await run.context.newPage();
  await page.route('**/api/status', (route) => route.fulfill({ json: status }));
  await page.route('**/api/stream?**', (route) =>
    route.fulfill({ contentType: 'text/event-stream', body: `event: connected\ndata: {"sequence":1}\n\nevent: status\ndata: ${JSON.stringify(status)}\n\n` }));
  await page.goto(`${run.url}/`);
  await run.until(async () => (await badge(page)) === state, `the badge says ${state}`);
  await run.until(async () => (await page.locator('.badge').innerText()).includes(detail), `the badge says "${detail}"`);
  await page.close();
}
