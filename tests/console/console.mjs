// Runs scenarios of the console. Usage: node console.mjs CHROMIUM URL TOKEN SCENARIO…
// Prints {"result": [faults]} at last; before it {"do": "kill" | "start"} when the server is to be killed or started, and reads "done".
import { chromium } from 'playwright-core';
import { Run } from './harness.mjs';

const [executablePath, url, token, ...scenarios] = process.argv.slice(2);
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({ executablePath, args, headless: true, timeout: 60_000 });
const faults = [];
for (const scenario of scenarios) {
  const context = await browser.newContext({ acceptDownloads: true, timezoneId: 'America/New_York', locale: 'en-GB' });
  const run = new Run(context, url, token);
  const begun = Date.now();
  try {
    await (await import(`./${scenario}.mjs`)).default(run);
  } catch (error) {
    run.faults.push(String(error.stack ?? error));
  }
  await context.close();
  faults.push(...run.faults.map((fault) => `${scenario}: ${fault}`));
  process.stderr.write(`${scenario}: ${run.faults.length} faults, ${Date.now() - begun} ms\n`);
}
await browser.close();
process.stdout.write(`${JSON.stringify({ result: faults })}\n`);
process.exit(0);
