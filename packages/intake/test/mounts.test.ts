import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createIntake, serveIntake } from '@sonde/intake';
import express from 'express';
import fastify from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LaneSite, startLaneSite } from './support/intake-site.js';
import { pagePayload } from './support/page-payload.js';
import { post } from './support/post.js';
import { waitFor } from './support/wait-for.js';

let site: LaneSite;
beforeAll(async () => {
  site = await startLaneSite();
});
afterAll(() => site.close());
beforeEach(() => {
  site.sink.logs.length = 0;
});

const body = pagePayload({ log: { 'exception.type': 'Error', 'exception.message': 'here' } });

async function passes(origin: string, path: string): Promise<void> {
  for (const [headers, sent] of [
    [{}, body],
    [{ 'content-type': 'application/json' }, body],
    [{ 'content-encoding': 'gzip' }, gzipSync(body)],
    [{}, gzipSync(body)],
  ] as const) {
    const answer = await post(origin, { path, headers, body: sent });
    expect([answer.status, answer.body]).toEqual([204, '']);
  }
  await waitFor('four errors', () => site.sink.logs.length >= 4);
  expect(site.sink.logs[0]?.attributes['exception.message']).toBe('here');
  expect((await post(origin, { path, body: 'x' })).status).toBe(400);
  expect((await post(origin, { path, body: 'x'.repeat(70_000) })).status).toBe(413);
  expect((await post(origin, { path, headers: { origin: 'http://a.example' }, body })).status).toBe(
    403,
  );
}

const portOf = (server: { address(): unknown }): string =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const UNTRACED = Symbol.for('sonde.untraced');

test('its own route makes no spans: Fastify from the start, others from the second post', async () => {
  const app = fastify();
  const intake = createIntake({ lane: site.lane });
  await app.register(
    async (scope) => {
      await scope.register(intake.fastify, { path: '/telemetry' });
    },
    { prefix: '/own' },
  );
  await app.ready();
  expect(Reflect.get(app.server, UNTRACED)).toEqual(new Set(['/own/telemetry']));
  await app.close();

  const shop = express();
  shop.use('/in', express.Router().post('/telemetry', createIntake({ lane: site.lane })));
  const server = shop.listen(0, '127.0.0.1');
  await waitFor('the port', () => server.listening);
  await post(portOf(server), { path: '/in/telemetry?x=1', body });
  expect(Reflect.get(server, UNTRACED)).toEqual(new Set(['/in/telemetry']));
  server.closeAllConnections();
  server.close();
});

describe('the intake passes records on', () => {
  test('as an Express 5 handler', async () => {
    const app = express();
    app.post('/telemetry', createIntake({ lane: site.lane }));
    const server = app.listen(0, '127.0.0.1');
    await waitFor('the port', () => server.listening);
    await passes(portOf(server), '/telemetry');
    server.closeAllConnections();
    server.close();
  });

  test('as an Express 5 handler after body parsers', async () => {
    const app = express();
    app.use(express.json({ limit: '1mb' }), express.text({ limit: '1mb' }));
    app.post('/telemetry', createIntake({ lane: site.lane }));
    const server = app.listen(0, '127.0.0.1');
    await waitFor('the port', () => server.listening);
    const origin = portOf(server);
    for (const type of ['text/plain', 'application/json']) {
      const answer = await post(origin, {
        path: '/telemetry',
        headers: { 'content-type': type },
        body,
      });
      expect(answer.status).toBe(204);
    }
    expect((await post(origin, { path: '/telemetry', body: 'x' })).status).toBe(400);
    expect((await post(origin, { path: '/telemetry', body: 'x'.repeat(70_000) })).status).toBe(413);
    server.closeAllConnections();
    server.close();
  });

  test('as a Fastify plugin, beside routes that keep their own parsers', async () => {
    const app = fastify();
    const intake = createIntake({ lane: site.lane });
    await app.register(intake.fastify, { path: '/telemetry' });
    app.post('/own', (request) => Promise.resolve(request.body));
    await app.listen({ port: 0, host: '127.0.0.1' });
    const origin = portOf(app.server);
    await passes(origin, '/telemetry');
    const own = await post(origin, {
      path: '/own',
      headers: { 'content-type': 'application/json' },
      body: '{"a":1}',
    });
    expect(own.body).toBe('{"a":1}');
    app.server.closeAllConnections();
    await app.close();
  });

  test('as middleware that leaves other paths to others', async () => {
    const app = express();
    app.use(createIntake({ lane: site.lane, path: '/telemetry' }));
    app.get('/', (_request, response) => void response.send('page'));
    const server = app.listen(0, '127.0.0.1');
    await waitFor('the port', () => server.listening);
    const origin = portOf(server);
    expect((await post(origin, { method: 'GET', path: '/' })).body).toBe('page');
    await passes(origin, '/telemetry');
    server.closeAllConnections();
    server.close();
  });

  test('standing alone', async () => {
    const server = await serveIntake({ lane: site.lane, port: 0, allowedOrigins: [] });
    const { origin, pathname } = new URL(server.url);
    await passes(origin, pathname);
    expect((await post(origin, { path: '/', body })).status).toBe(404);
    await server.close();
    await expect(post(origin, { path: pathname, body })).rejects.toThrow();
  });
});

test('a listed foreign origin is named in the answer, as it is listed, and may ask before', async () => {
  const server = await serveIntake({
    lane: site.lane,
    port: 0,
    allowedOrigins: ['https://shop.example'],
  });
  const { origin, pathname: path } = new URL(server.url);
  const headers = { origin: 'https://shop.example' };
  const answer = await post(origin, { path, headers, body });
  expect(answer.status).toBe(204);
  expect(answer.headers).toMatchObject({
    'access-control-allow-origin': 'https://shop.example',
    vary: 'Origin',
  });
  expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
  const asked = await post(origin, { method: 'OPTIONS', path, headers });
  expect([asked.status, asked.headers['access-control-allow-methods']]).toEqual([204, 'POST']);
  for (const other of [
    'https://shop.example.evil.example',
    'http://shop.example',
    'https://shop.example:8443',
  ]) {
    const refused = await post(origin, { path, headers: { origin: other }, body });
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([
      403,
      undefined,
    ]);
  }
  await server.close();
});
