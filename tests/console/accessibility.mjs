// axe finds nothing on any page, in both themes, at a desk and on a phone.
import { slug } from './harness.mjs';

export default async function accessibility(run) {
  const name = (await run.get('/api/field/wells')).wells.find((well) => well.well_type === 'OP').well_name;
  const paths = ['/', `/wells/${slug(name)}`, `/wells/${slug(name)}?tag=oil_rate`, `/analysis?well=${slug(name)}`, '/replay', '/system', '/nowhere'];
  for (const theme of ['light', 'dark']) {
    for (const path of paths) {
      const page = await run.page(`${path}${path.includes('?') ? '&' : '?'}theme=${theme}`);
      await settled(page, run);
      await audit(run, page, `${path} ${theme}`);
      await page.close();
    }
    const phone = await run.page(`/?theme=${theme}`, { width: 390, height: 844 });
    await settled(phone, run);
    await audit(run, phone, `/ ${theme} 390 px`);
    run.check(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `the page at 390 px is no wider than the screen (${theme})`);
    await phone.close();
  }
}

async function settled(page, run) {
  await run.until(async () => (await page.locator('[aria-busy=true]').count()) === 0 && (await page.locator('.badge dd').count()) > 2, `${page.url()} is complete`);
}

async function audit(run, page, name) {
  await page.evaluate(run.axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  for (const violation of violations) {
    run.faults.push(`${name}: ${violation.id} (${violation.impact}): ${violation.nodes.slice(0, 3).map((node) => `${node.target} ${node.any[0]?.message ?? ''}`).join('; ')}`);
  }
}
