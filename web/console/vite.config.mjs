import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const server = process.env.FLODATA_URL ?? 'http://127.0.0.1:8000';
// What the running server answers in `npm run dev`; every other address is a page of the console.
const SERVED = ['/api', '/openapi.json', '/docs', '/redoc', '/metrics', '/health', '/surveillance'];

export default defineConfig({
  base: './', // the server puts in how far up that is
  plugins: [svelte()],
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    assetsInlineLimit: 0,
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      ...Object.fromEntries(SERVED.map((path) => [path, { target: server, changeOrigin: true }])),
      // The service's description for programs; a browser gets the page.
      '^/$': { target: server, changeOrigin: true, bypass: (request) => (request.headers.accept?.includes('text/html') ? request.url : undefined) },
    },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
});
