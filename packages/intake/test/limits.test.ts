import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type IntakeSite, startIntakeSite } from './support/intake-site.js';
import { pagePayload } from './support/page-payload.js';
import { type Answer, post } from './support/post.js';
import { waitFor } from './support/wait-for.js';

const body = pagePayload({ log: { 'exception.type': 'Error' } });
let site: IntakeSite;
afterEach(() => site.close());

const from = (address: string): Promise<Answer> =>
  post(site.origin, { headers: { 'x-forwarded-for': address }, body });

test('a client past its burst is told when to come again; another one passes', async () => {
  site = await startIntakeSite({
    trustedProxies: 1,
    limits: { clientBurst: 2, clientPerSecond: 0.1 },
  });
  const answers = [await from('192.0.2.1'), await from('192.0.2.1'), await from('192.0.2.1')];
  expect(answers.map(({ status }) => status)).toEqual([204, 204, 429]);
  expect(Number(answers[2]?.headers['retry-after'])).toBeGreaterThan(5);
  expect((await from('192.0.2.2')).status).toBe(204);
  expect(site.intake.stats().refused).toEqual({ client_rate: 1 });
});

test('a refusal leaves the connection of a client open that has sent its whole body', async () => {
  site = await startIntakeSite({ limits: { clientBurst: 1, clientPerSecond: 0.001 } });
  const one =
    `POST /t HTTP/1.1\r\nHost: ${site.host}\r\nOrigin: ${site.origin}\r\nContent-Type: text/plain\r\n` +
    `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  const socket = connect(site.port, '127.0.0.1');
  let answers = '';
  socket.on('data', (chunk) => (answers += chunk.toString()));
  for (const [at, status] of [204, 429, 429].entries()) {
    socket.write(one);
    await waitFor('the answer', () => answers.split('HTTP/1.1 ').length === at + 2);
    expect(answers.split('HTTP/1.1 ').at(-1)).toMatch(new RegExp(`^${status} `));
  }
  expect(answers).not.toMatch(/connection: close/i);
  socket.destroy();
});

test('bodies take turns with the other routes of the server', async () => {
  const many = 40;
  let acceptedBefore: number | undefined;
  site = await startIntakeSite(
    { limits: { clientBurst: 1_000, recordsPerSecond: 1e6, bytesPerSecond: 1e9 } },
    (intake) => (request, response) => {
      if (request.url !== '/orders') return intake(request, response);
      acceptedBefore = intake.stats().accepted;
      response.end('[]');
    },
  );
  const one = JSON.parse(body) as { resourceLogs: { scopeLogs: { logRecords: object[] }[] }[] };
  const [scope] = one.resourceLogs[0]?.scopeLogs ?? [];
  if (scope) scope.logRecords = Array<object>(200).fill(scope.logRecords[0] ?? {});
  const heavy = JSON.stringify(one);
  const head = `HTTP/1.1\r\nHost: ${site.host}\r\n`;
  const orders = `GET /orders ${head}\r\n`;
  const sockets = Array.from({ length: many + 1 }, () => connect(site.port, '127.0.0.1'));
  // All connections are open and known before anything is posted.
  const answered = (socket: Socket): Promise<unknown> =>
    new Promise((resolve) => socket.once('data', resolve));
  await Promise.all(sockets.map((socket) => (socket.write(orders), answered(socket))));
  const answers = sockets.map(answered);
  acceptedBefore = undefined;
  for (const socket of sockets.slice(1)) {
    socket.write(
      `POST /t ${head}Origin: ${site.origin}\r\nContent-Type: text/plain\r\n` +
        `Content-Length: ${Buffer.byteLength(heavy)}\r\n\r\n${heavy}`,
    );
  }
  sockets[0]?.write(orders);
  await Promise.all(answers);
  for (const socket of sockets) socket.destroy();
  expect(site.intake.stats()).toMatchObject({ accepted: many, refused: {} });
  expect(acceptedBefore).toBeLessThan(many);
});

test('the table of clients is bounded, and who was heard last is remembered', async () => {
  site = await startIntakeSite({
    trustedProxies: 1,
    limits: { clients: 4, clientBurst: 1, clientPerSecond: 0.001 },
  });
  const statusOf = async (address: string): Promise<number> => (await from(address)).status;
  expect(await statusOf('192.0.2.1')).toBe(204);
  expect(await statusOf('192.0.2.2')).toBe(204);
  expect(await statusOf('192.0.2.1')).toBe(429);
  expect(await statusOf('192.0.2.3')).toBe(204);
  expect(await statusOf('192.0.2.3')).toBe(429);
  for (let last = 10; last < 14; last += 1) await statusOf(`192.0.2.${last}`);
  expect(await statusOf('192.0.2.1')).toBe(204);
});

test('the addresses of one IPv6 /64 are one client, however they are written', async () => {
  site = await startIntakeSite({
    trustedProxies: 1,
    limits: { clientBurst: 1, clientPerSecond: 0.001 },
  });
  expect((await from('2001:db8:1:2::1')).status).toBe(204);
  expect((await from('2001:0db8:0001:0002:ffff::9')).status).toBe(429);
  expect((await from('2001:db8:1:3::1')).status).toBe(204);
  expect((await from('::ffff:192.0.2.7')).status).toBe(204);
  expect((await from('192.0.2.7')).status).toBe(429);
});

test('X-Forwarded-For is a claim unless a proxy of ours wrote it', async () => {
  site = await startIntakeSite({ limits: { clientBurst: 1, clientPerSecond: 0.001 } });
  expect((await from('192.0.2.1')).status).toBe(204);
  expect((await from('192.0.2.2')).status).toBe(429);
  await site.close();

  site = await startIntakeSite({
    trustedProxies: 1,
    limits: { clientBurst: 1, clientPerSecond: 0.001 },
  });
  expect((await from('forged, 192.0.2.1')).status).toBe(204);
  expect((await from('192.0.2.9, 192.0.2.1')).status).toBe(429);
});

test('all clients together have a bound', async () => {
  site = await startIntakeSite({ trustedProxies: 1, limits: { requestsPerSecond: 0.5 } });
  const answers = [await from('192.0.2.1'), await from('192.0.2.2')];
  expect(answers.map(({ status }) => status)).toEqual([204, 429]);
  expect(site.intake.stats().refused).toEqual({ rate: 1 });
});

test('pages have a share of the lane of their own, by records and by bytes', async () => {
  site = await startIntakeSite({ limits: { recordsPerSecond: 1 } });
  const many = JSON.parse(body) as { resourceLogs: { scopeLogs: { logRecords: object[] }[] }[] };
  const [scope] = many.resourceLogs[0]?.scopeLogs ?? [];
  const [record] = scope?.logRecords ?? [];
  if (record) scope?.logRecords.push(...Array<object>(5).fill(record));
  expect((await post(site.origin, { body: JSON.stringify(many) })).status).toBe(204);
  const refused = await post(site.origin, { body });
  expect(refused.status).toBe(429);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(4);
  await site.close();

  site = await startIntakeSite({ limits: { bytesPerSecond: 100 } });
  await post(site.origin, { body });
  expect((await post(site.origin, { body })).status).toBe(429);
  expect(site.intake.stats()).toMatchObject({ refused: { quota: 1 }, records: { errors: 1 } });
});

test('a wrong option is a warning and the default', async () => {
  const { subscribe, unsubscribe } = await import('node:diagnostics_channel');
  const warnings: unknown[] = [];
  const keep = (message: unknown): void => void warnings.push(message);
  subscribe('sonde:warning', keep);
  site = await startIntakeSite({
    allowedOrigins: ['shop'],
    trustedProxies: -1,
    limits: { bodyBytes: 0, nonsense: 1 } as never,
  });
  unsubscribe('sonde:warning', keep);
  expect(warnings).toMatchObject([
    { option: 'limits.bodyBytes' },
    { option: 'limits.nonsense' },
    { option: 'trustedProxies' },
    { option: 'allowedOrigins' },
  ]);
  expect((await post(site.origin, { body })).status).toBe(204);
});
