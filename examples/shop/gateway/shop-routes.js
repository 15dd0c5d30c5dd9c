import { requestContext } from '@sonde/logger';
import { logEverything, secretsOf } from './careless.js';
import { createSessions } from './sessions.js';

export function shopRoutes(app, { catalog, orders, notify }) {
  const sessions = createSessions();
  app.decorateRequest('user', null);

  app.addHook('preHandler', (request, _reply, done) => {
    request.user = sessions.userOf(request);
    requestContext.run({ requestId: request.id, userId: request.user?.id }, done);
  });

  app.get('/products', (request) => catalog('/products', { requestId: request.id }));

  app.get('/orders/recent', (request) => orders('/orders/recent', { requestId: request.id }));

  app.post('/login', { schema: { body: loginSchema } }, (request, reply) => {
    const { token, cookie } = sessions.signIn(request.body.email);
    request.log.info('signed in');
    const httpOnly = app.hasFault('careless') ? '' : '; HttpOnly';
    reply.header('set-cookie', `session=${cookie}; Path=/; SameSite=Strict${httpOnly}`);
    return reply.send({ token });
  });

  app.post('/checkout', { schema: { body: checkoutSchema } }, async (request, reply) => {
    if (!request.user) return reply.code(401).send({ message: 'sign in first' });
    const { card, items } = request.body;
    const body = { customer: request.user.id, card, items };
    if (app.hasFault('careless')) {
      logEverything(request);
      body.debug = secretsOf(request);
    }
    const order = await orders('/orders', { method: 'POST', body, requestId: request.id });
    await announce(request, order);
    return reply.code(201).send(order);
  });

  /** An order stands even if nobody hears of it. */
  async function announce(request, order) {
    try {
      await notify('/announcements', {
        method: 'POST',
        body: { orderId: order.id, items: order.items },
        requestId: request.id,
      });
    } catch (err) {
      request.log.warn({ err, orderId: order.id }, 'order not announced');
    }
  }
}

const loginSchema = {
  type: 'object',
  required: ['email', 'password'],
  properties: {
    email: { type: 'string', minLength: 3, maxLength: 200 },
    password: { type: 'string', minLength: 1, maxLength: 200 },
  },
};

const checkoutSchema = {
  type: 'object',
  required: ['card', 'items'],
  properties: {
    card: { type: 'object', required: ['number'], properties: { number: { type: 'string' } } },
    items: { type: 'array', minItems: 1, maxItems: 50 },
  },
};
