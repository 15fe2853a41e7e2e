// Opens a page and prints what it says on its console, until it has said enough lines.
// Usage: node page_console.mjs CHROMIUM FILE LINES. Exit code 1 when they do not come within a minute.
import { pathToFileURL } from 'node:url';
import { with_page } from './browser.mjs';

const [executable, file, lines] = process.argv.slice(2);
const LIMIT_MS = 60_000;

const said = await with_page(executable, (page) => new Promise((resolve) => {
  const heard = [];
  const end = setTimeout(() => resolve(heard), LIMIT_MS);
  const hear = (text) => {
    heard.push(text);
    if (heard.length < Number(lines)) return;
    clearTimeout(end);
    resolve(heard);
  };
  page.on('console', (message) => (message.type() === 'error' ? console.error(message.text()) : hear(message.text())));
  page.on('pageerror', (error) => console.error(String(error)));
  page.goto(pathToFileURL(file).href).catch((error) => console.error(String(error)));
}));
console.log(said.join('\n'));
process.exitCode = said.length >= Number(lines) ? 0 : 1;
