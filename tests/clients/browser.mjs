// The browser of these tests: Debian's Chromium in a new, empty profile, which may ask this machine and nothing else.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

/** Calls use(page, foreign); `foreign` fills with what a page asked of other hosts. Returns what `use` does. */
export async function with_page(executablePath, use) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'flodata-chromium-'));
  try {
    const context = await chromium.launchPersistentContext(profile, { executablePath, args: FLAGS, headless: true, timeout: 60_000 });
    try {
      const foreign = [];
      context.on('request', (request) => {
        const url = new URL(request.url());
        if (url.protocol.startsWith('http') && url.hostname !== '127.0.0.1') foreign.push(request.url());
      });
      return await use(context.pages()[0] ?? (await context.newPage()), foreign);
    } finally {
      await context.close();
    }
  } finally {
    fs.rmSync(profile, { recursive: true, force: true });
  }
}
