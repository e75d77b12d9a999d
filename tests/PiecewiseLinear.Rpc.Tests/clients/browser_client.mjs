// Calls the test service with @connectrpc/connect-web from a page in Chromium, and prints what happened, one JSON object by behaviour.
// usage: node browser_client.mjs CHROMIUM DESCRIPTORS ORIGIN PROTOCOL
// The page is of another origin than the service. A second page, of an origin that the service does not allow, tries one call.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const [executablePath, descriptors, origin, protocol] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));

// What the packages' names mean to a page: the entries of their own package.json.
const imports = {};
for (const name of ['@bufbuild/protobuf', '@connectrpc/connect', '@connectrpc/connect-web']) {
  const { exports } = JSON.parse(readFileSync(join(here, 'node_modules', name, 'package.json')));
  for (const [path, target] of Object.entries(exports)) {
    imports[join(name, path)] = '/' + join('node_modules', name, target.import ?? target.default);
  }
}
const page = `<!doctype html><title>rpc</title><script type="importmap">${JSON.stringify({ imports })}</script>`;
const types = { '.mjs': 'text/javascript', '.js': 'text/javascript', '.json': 'application/json' };
const files = createServer((request, response) => {
  const path = normalize(new URL(request.url, 'http://page').pathname);
  try {
    const body = path === '/' ? page : path === '/descriptors' ? readFileSync(descriptors) : readFileSync(join(here, path));
    response.writeHead(200, { 'content-type': path === '/' ? 'text/html; charset=utf-8' : types[extname(path)] ?? 'application/octet-stream' });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => files.listen(0, '127.0.0.1', resolve));
const { port } = files.address();

// Chromium's sandbox needs rights that root and many containers do not give; the pages are our own.
const timeout = 600_000; // a slow and loaded machine has to start a browser, too
const browser = await chromium.launch({ executablePath, timeout, args: ['--no-sandbox', '--no-proxy-server', '--host-resolver-rules=MAP elsewhere.test 127.0.0.1'] });
const call = async ([address, wire]) => {
  const { run } = await import('/connect_behaviours.mjs');
  const bytes = new Uint8Array(await (await fetch('/descriptors')).arrayBuffer());
  return JSON.stringify(await run(bytes, address, wire));
};
try {
  const visitor = await browser.newPage();
  const encodings = [];
  visitor.on('response', (response) => {
    if (response.url().endsWith('/Echo')) encodings.push(response.headers()['content-encoding'] ?? null);
  });
  await visitor.goto(`http://localhost:${port}/`, { timeout });
  const results = JSON.parse(await visitor.evaluate(call, [origin, protocol]));
  results.browser = { version: browser.version(), page: new URL(visitor.url()).origin, encodings: [...new Set(encodings)] };

  const stranger = await browser.newPage();
  await stranger.goto(`http://elsewhere.test:${port}/`, { timeout });
  results.stranger = await stranger.evaluate(async (address) => {
    const ask = (headers) => fetch(`${address}/rpctest.v1.EchoService/Echo`, { method: 'POST', headers, body: '{}' }).then((r) => `read ${r.status}`, (e) => e.name);
    return { preflighted: await ask({ 'content-type': 'application/json' }), simple: await ask({ 'content-type': 'text/plain' }) };
  }, origin);
  console.log(JSON.stringify(results));
} finally {
  await browser.close();
  files.close();
}
process.exit(0);
