import { execFileSync, spawn } from 'node:child_process';
import {
  createReadStream,
  existsSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, dirname, join, normalize, relative } from 'node:path';
import { runInNode } from '../run-in-node.mjs';

/**
 * What a program throws, fault by fault, in one engine, and the address it ran at. Firefox, `jsc` and
 * `gjs` come with Debian (firefox-esr, libjavascriptcoregtk-4.0-bin, gjs).
 */
export async function runIn(engine, { base, root, entry, n }) {
  if (engine.startsWith('node')) {
    return { from: `file://${base}`, thrown: runInNode(engine.slice(4), entry, n) };
  }
  if (engine === 'javascriptcore') return { from: base, thrown: inShell('jsc', entry, n) };
  if (engine === 'gjs') return { from: `file://${base}`, thrown: inShell('gjs', entry, n) };
  return inPage(engine, root, entry, n);
}

function inShell(shell, entry, n) {
  const script = join(dirname(entry), `shell-${shell}.mjs`);
  writeFileSync(
    script,
    `import { runAll } from ${JSON.stringify(`./${basename(entry)}`)};\nconst thrown = await runAll(${n});\n(globalThis.print ?? globalThis.log)(JSON.stringify(thrown));\n`,
  );
  const text = execFileSync(shell, ['-m', script], { encoding: 'utf8', timeout: 60_000 });
  rmSync(script);
  return JSON.parse(text);
}

const BROWSERS = {
  chromium: (page, profile) => [
    process.env['SONDE_CHROMIUM'] ?? '/usr/bin/chromium',
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      `--user-data-dir=${profile}`,
      page,
    ],
  ],
  firefox: (page, profile) => [
    '/usr/bin/firefox-esr',
    ['--headless', '--no-remote', '--profile', profile, page],
  ],
};

async function inPage(browser, root, entry, n) {
  const path = `/${relative(root, entry)}`;
  const start = `import * as program from ${JSON.stringify(path)};
const runAll = program.runAll ?? globalThis.runAll;
runAll(${n}).then((thrown) => fetch('/thrown', { method: 'POST', body: JSON.stringify(thrown) }));`;
  let tell;
  const told = new Promise((resolve) => {
    tell = resolve;
  });
  const server = createServer((request, response) => {
    const wanted = normalize(decodeURI(new URL(request.url, 'http://a').pathname));
    if (wanted === '/thrown') {
      let body = '';
      request.setEncoding('utf8').on('data', (text) => {
        body += text;
      });
      request.on('end', () => tell(JSON.parse(body)));
      return response.end();
    }
    if (wanted === '/') {
      response.setHeader('content-type', 'text/html');
      return response.end(
        `<!doctype html><script type="module" src="/node_modules/start/start.mjs"></script>`,
      );
    }
    response.setHeader('content-type', 'text/javascript');
    if (wanted === '/node_modules/start/start.mjs') return response.end(start);
    const file = join(root, wanted);
    if (!existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
    return createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const profile = mkdtempSync(join(tmpdir(), 'profile-'));
  const [program, options] = BROWSERS[browser](`${origin}/`, profile);
  const child = spawn(program, options, {
    stdio: 'ignore',
    env: { ...process.env, HOME: profile },
  });
  try {
    const late = new Promise((_, reject) =>
      setTimeout(() => reject(new Error(`${browser} told nothing`)), 120_000).unref(),
    );
    return { from: origin, thrown: await Promise.race([told, late]) };
  } finally {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    server.closeAllConnections();
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
