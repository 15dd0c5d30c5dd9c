import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import rateLimit from '@fastify/rate-limit';
import serveStatic from '@fastify/static';
import { createIntake } from '@sonde/intake';
import { createLogger, requestContext } from '@sonde/logger';
import Fastify from 'fastify';
import { carelessRoutes } from './careless.js';
import { faultRoutes } from './faults.js';
import { proxyLive } from './live-proxy.js';
import { createServices } from './services.js';
import { shopRoutes } from './shop-routes.js';

const port = Number(process.env.PORT ?? 8080);
const log = createLogger();
const services = createServices(process.env, log);
const intake = createIntake({
  services: ['shop-page'],
  sourcemaps: fileURLToPath(new URL('../.sonde/sourcemaps', import.meta.url)),
});

const app = Fastify({
  loggerInstance: log,
  genReqId: ({ headers }) =>
    requestContext.get()?.requestId ?? readRequestId(headers['x-request-id']) ?? randomUUID(),
  // The logger itself puts the request's id into every line.
  childLoggerFactory: (logger) => logger,
});

app.addHook('onSend', async (request, reply) => {
  reply.header('x-request-id', request.id);
});

await app.register(rateLimit, { max: 600, timeWindow: '1 minute' });
await app.register(serveStatic, { root: fileURLToPath(new URL('../dist', import.meta.url)) });
await app.register(intake.fastify, { path: '/telemetry', logLevel: 'warn' });
await app.register(
  async (api) => {
    faultRoutes(api, services);
    shopRoutes(api, services);
    carelessRoutes(api, services);
  },
  { prefix: '/api' },
);
app.get('/health', { logLevel: 'warn' }, () => ({ ok: true }));

const endLive = proxyLive(app.server, services.urls.notify);
app.addHook('preClose', async () => endLive());
app.addHook('onClose', () => intake.close());
process.once('SIGTERM', async () => {
  await app.close();
  process.exit();
});

await app.listen({ port, host: '127.0.0.1' });

/** A stranger's id goes into logs and headers, so only a plain one is taken over. */
function readRequestId(value) {
  return /^[\w.-]{1,100}$/.test(value ?? '') ? value : undefined;
}
