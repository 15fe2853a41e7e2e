// Pictures of every page. Usage: node screenshots.mjs CHROMIUM URL FOLDER.
import path from 'node:path';
import { chromium } from 'playwright-core';
import { slug } from './harness.mjs';

const [executablePath, url, folder] = process.argv.slice(2);
const SIZES = { phone: { width: 390, height: 844 }, desk: { width: 1440, height: 900 }, wall: { width: 2560, height: 1440 } };
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'], headless: true });
const { wells } = await (await fetch(`${url}/api/field/wells`)).json();
const producers = wells.filter((well) => well.well_type === 'OP' && well.status === 'flowing').map((well) => well.well_name);
const PAGES = {
  field: '/',
  well: `/wells/${slug(producers[0])}?last=90d`,
  analysis: `/analysis?well=${slug(producers[0])}&with=${slug(producers[1])}&hours=8760`,
  replay: '/replay',
  system: '/system',
};

for (const theme of ['light', 'dark']) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    const context = await browser.newContext({ viewport });
    const page = await context.newPage();
    for (const [name, address] of Object.entries(PAGES)) {
      await page.goto(`${url}${address}${address.includes('?') ? '&' : '?'}theme=${theme}`);
      await page.waitForFunction(() => document.querySelectorAll('.badge dd').length > 2 && !document.querySelector('[aria-busy=true]'));
      await page.waitForLoadState('load');
      await page.waitForTimeout(1500); // the last requests
      await page.screenshot({ path: path.join(folder, `${name}-${size}-${theme}.png`) });
    }
    await context.close();
  }
}
await browser.close();
