// Presses "Try it out" and "Execute" of every GET in Swagger UI, as the form stands.
// Usage: node swagger_ui.mjs CHROMIUM URL. Prints {"answers": [{path, status, body}], "foreign": [URLs of other hosts]}.
import { with_page } from './browser.mjs';

const [executable, url] = process.argv.slice(2);
const LIMIT_MS = 120_000; // a bound for a loaded machine, not a measure of speed

async function execute(block) {
  await block.locator('.opblock-summary-control').click();
  await block.getByRole('button', { name: 'Try it out' }).click({ timeout: LIMIT_MS });
  await block.getByRole('button', { name: 'Execute' }).click({ timeout: LIMIT_MS });
  const answer = block.locator('.live-responses-table tr.response');
  await answer.waitFor({ timeout: LIMIT_MS });
  const told = {
    path: (await block.locator('.opblock-summary-path').first().getAttribute('data-path')),
    asked: (await block.locator('.request-url pre').innerText()).trim(),
    status: (await answer.locator('.response-col_status').innerText()).trim(),
    body: (await answer.locator('.response-col_description pre').first().innerText().catch(() => '')),
  };
  await block.locator('.opblock-summary-control').click(); // closed again, so that the page stays small
  return told;
}

const told = await with_page(executable, async (page, foreign) => {
  page.setDefaultTimeout(LIMIT_MS);
  await page.goto(`${url}/docs`);
  await page.locator('.opblock').first().waitFor();
  const answers = [];
  for (const block of await page.locator('.opblock-get').all()) {
    try {
      answers.push(await execute(block));
    } catch (error) {
      answers.push({ path: (await block.innerText()).split('\n')[1], status: 'none', body: String(error).slice(0, 400) });
    }
  }
  return { answers, foreign };
});
console.log(JSON.stringify(told));
