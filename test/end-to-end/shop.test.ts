import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePortEnv, type PortEnv } from './free-ports.ts';
import { type Program, runProgram } from './run-program.ts';

const shopFolder = fileURLToPath(new URL('../../examples/shop', import.meta.url));

let ports: PortEnv;
let shop: Program;
let url: string;

/** The shop alone, with Sonde in it and nobody to send to. */
function runShop(env: Record<string, string>): Program {
  return runProgram(process.execPath, [`${shopFolder}/run.mjs`], {
    cwd: shopFolder,
    env: {
      ...process.env,
      NODE_OPTIONS: undefined,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${env['SONDE_OTLP_HTTP_PORT']}`,
      ...env,
    },
  });
}

beforeAll(async () => {
  ports = await freePortEnv();
  url = `http://127.0.0.1:${ports.SONDE_SHOP_PORT}`;
  shop = runShop(ports);
  await shop.says('The shop is open');
});

afterAll(async () => {
  shop.child.kill('SIGTERM');
  await shop.ended;
});

async function post(path: string, body: unknown, token?: string): Promise<Response> {
  return fetch(url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
}

async function buy(): Promise<Response> {
  const signedIn = await post('/api/login', { email: 'a@example.com', password: 'secret' });
  const { token } = (await signedIn.json()) as { token: string };
  const order = {
    card: { number: '4111 1111 1111 1111' },
    items: [{ id: 'compass', quantity: 2 }],
  };
  return post('/api/checkout', order, token);
}

async function withFault(name: string, act: () => Promise<void>): Promise<void> {
  expect((await post('/api/faults', { name, on: true })).status).toBe(200);
  try {
    await act();
  } finally {
    await post('/api/faults', { name, on: false });
  }
}

async function millisecondsOf(path: string): Promise<number> {
  const before = performance.now();
  await (await fetch(url + path)).arrayBuffer();
  return performance.now() - before;
}

test('the page is served without its source maps, which are private', async () => {
  const html = await (await fetch(url)).text();
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)?.[1];
  const code = await (await fetch(url + script)).text();
  expect(code).not.toContain('sourceMappingURL');
  expect((await fetch(`${url + script}.map`)).status).toBe(404);
  const kept = `${shopFolder}/.sonde/sourcemaps`;
  expect(await readdir(kept)).toContain(`${script?.split('/').at(-1)}.map`);
  expect((await stat(kept)).mode & 0o777).toBe(0o700);
});

test("a caller's request id comes back and reaches the other services' logs", async () => {
  const id = `test-${Date.now()}`;
  const response = await fetch(`${url}/api/orders/recent`, { headers: { 'x-request-id': id } });
  expect(response.headers.get('x-request-id')).toBe(id);
  for (const service of ['gateway', 'orders']) {
    await expect
      .poll(() => linesOf(service).filter((line) => line.includes(`"request_id":"${id}"`)).length)
      .toBeGreaterThan(0);
  }
});

test('a request id that could forge a log line is replaced', async () => {
  const response = await fetch(`${url}/api/products`, { headers: { 'x-request-id': 'a b"c' } });
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
});

test('an order is priced by the catalog, kept in the database and announced to open pages', async () => {
  const page = new WebSocket(`${url.replace('http', 'ws')}/live`);
  await once(page, 'open');
  const announced = once(page, 'message') as Promise<[MessageEvent<string>]>;
  const bought = await buy();
  expect(bought.status).toBe(201);
  const order = (await bought.json()) as { id: string };
  expect(order).toMatchObject({ items: 2, total: 12_800 });
  const [{ data }] = await announced;
  expect(JSON.parse(data)).toMatchObject({ orderId: order.id, items: 2 });
  const recent = await (await fetch(`${url}/api/orders/recent`)).json();
  expect(recent).toContainEqual(expect.objectContaining({ id: order.id }));
  page.close();
});

test('an order without a sign-in is refused', async () => {
  const refused = await post('/api/checkout', { card: { number: '1' }, items: [{}] });
  expect(refused.status).toBe(401);
});

test('fault: checkout fails, and works again when the fault is off', async () => {
  await withFault('orders-error', async () => {
    expect((await buy()).status).toBe(502);
  });
  expect((await buy()).status).toBe(201);
});

test('fault: the catalog blocks its event loop', async () => {
  await withFault('catalog-block', async () => {
    expect(await millisecondsOf('/api/products')).toBeGreaterThan(390);
  });
});

test('fault: a query is slow', async () => {
  await withFault('slow-query', async () => {
    expect(await millisecondsOf('/api/orders/recent')).toBeGreaterThan(1_400);
  });
});

test('fault: notify is down; orders are placed all the same and the breaker opens', async () => {
  await withFault('notify-down', async () => {
    for (let i = 0; i < 5; i += 1) expect((await buy()).status).toBe(201);
    await expect.poll(() => linesOf('gateway').join('\n')).toContain('breaker opened');
  });
});

test('fault: orders keeps a megabyte a request, and lets go of it', async () => {
  const pid = await pidListeningOn(ports.SONDE_SHOP_ORDERS_PORT);
  const before = await residentMegabytes(pid);
  await withFault('orders-leak', async () => {
    for (let i = 0; i < 60; i += 1) await millisecondsOf('/api/orders/recent');
    expect((await residentMegabytes(pid)) - before).toBeGreaterThan(40);
  });
});

test('an unknown fault is refused', async () => {
  expect((await post('/api/faults', { name: 'no-such', on: true })).status).toBe(404);
});

test('a taken port is one sentence, and nothing is left running', async () => {
  const other = await freePortEnv();
  const holder = createServer().listen(Number(other.SONDE_SHOP_NOTIFY_PORT), '127.0.0.1');
  await once(holder, 'listening');
  const second = runShop(other);
  expect(await second.ended).toBe(1);
  expect(second.stderr().trim()).toMatch(/^shop: Port \d+ \(notify\) is taken\..*_NOTIFY_PORT/);
  expect(second.stderr().trim().split('\n')).toHaveLength(1);
  holder.close();
});

function linesOf(service: string): string[] {
  return shop
    .stdout()
    .split('\n')
    .filter((line) => line.startsWith(service));
}

async function pidListeningOn(port: string): Promise<string> {
  for (const pid of await readdir('/proc')) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    const holds = environment.split('\0');
    if (holds.includes(`PORT=${port}`) && holds.includes('OTEL_SERVICE_NAME=orders')) return pid;
  }
  throw new Error(`nobody was given port ${port}`);
}

async function residentMegabytes(pid: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
