import { createLogger } from '@sonde/logger';
import Fastify from 'fastify';
import { createTables, pool } from './database.ts';
import { hasFault, rememberForAudit, switchFault } from './faults.ts';
import { type NewOrder, placeOrder } from './place-order.ts';
import { recentOrders } from './recent-orders.ts';

const app = Fastify({
  loggerInstance: createLogger(),
  requestIdHeader: 'x-request-id',
  // The logger itself puts the request's id into every line.
  childLoggerFactory: (logger) => logger,
});

const newOrder = {
  type: 'object',
  required: ['customer', 'card', 'items'],
  properties: {
    customer: { type: 'string', minLength: 1, maxLength: 200 },
    card: { type: 'object', required: ['number'], properties: { number: { type: 'string' } } },
    debug: { type: 'string' },
    items: {
      type: 'array',
      minItems: 1,
      maxItems: 50,
      items: {
        type: 'object',
        required: ['id', 'quantity'],
        properties: { id: { type: 'string' }, quantity: { type: 'integer', minimum: 1 } },
      },
    },
  },
};

app.post<{ Body: NewOrder }>('/orders', { schema: { body: newOrder } }, async (request, reply) => {
  const order = await placeOrder(request.body, request.id);
  request.log.info({ order }, 'order placed');
  return reply.code(201).send(order);
});

app.get('/orders/recent', (request) => {
  if (hasFault('orders-leak')) rememberForAudit(request.id);
  return recentOrders();
});

app.get('/cards/check', (request) => {
  request.log.info(`card checked at ${request.url}`);
  return { ok: true };
});

app.put<{ Params: { name: string }; Body: { on: boolean } }>(
  '/faults/:name',
  async (request, reply) => {
    switchFault(request.params.name, request.body.on);
    return reply.code(204).send();
  },
);

app.get('/health', { logLevel: 'warn' }, () => ({ ok: true }));

process.once('SIGTERM', async () => {
  await app.close();
  await pool.end();
});

await createTables();
await app.listen({ port: Number(process.env['PORT'] ?? 8082), host: '127.0.0.1' });
