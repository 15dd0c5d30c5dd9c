/** What can be switched on, and which service does it. The page's own faults happen in the page. */
const FAULTS = [
  {
    name: 'orders-error',
    service: 'orders',
    title: 'Checkout fails',
    about: 'A 500 whose error has a cause, and its cause another.',
  },
  {
    name: 'catalog-block',
    service: 'catalog',
    title: 'Catalog blocks',
    about: 'A synchronous loop holds the event loop for 400 ms.',
  },
  {
    name: 'orders-leak',
    service: 'orders',
    title: 'Orders leaks',
    about: 'A closure keeps 1 MB a request, up to 300 MB.',
  },
  {
    name: 'slow-query',
    service: 'orders',
    title: 'Slow query',
    about: 'Listing recent orders takes 1.5 s in the database.',
  },
  {
    name: 'notify-down',
    service: 'notify',
    title: 'Notify is down',
    about: 'It stops answering, until the breaker opens.',
  },
  {
    name: 'careless',
    service: 'gateway',
    title: 'Careless code',
    about: 'Secrets go into logs, URLs and error messages. See what is left of them.',
  },
];

export function faultRoutes(app, { urls }) {
  const on = new Set();
  app.decorate('hasFault', (name) => on.has(name));

  app.get('/faults', () => FAULTS.map((fault) => ({ ...fault, on: on.has(fault.name) })));

  app.post('/faults', { schema: { body: switchSchema } }, async (request, reply) => {
    const fault = FAULTS.find(({ name }) => name === request.body.name);
    if (!fault) return reply.code(404).send({ message: 'no such fault' });
    await tell(fault, request.body.on);
    on[request.body.on ? 'add' : 'delete'](fault.name);
    request.log.warn({ fault: fault.name, on: request.body.on }, 'fault switched');
    return { ...fault, on: on.has(fault.name) };
  });

  /** Goes past the breaker: a service that plays dead must still hear that it may live again. */
  async function tell({ name, service }, active) {
    const owners = name === 'careless' ? [urls.orders] : [urls[service]];
    for (const url of owners) {
      await fetch(new URL(`/faults/${name}`, url), {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ on: active }),
      });
    }
  }
}

const switchSchema = {
  type: 'object',
  required: ['name', 'on'],
  properties: { name: { type: 'string' }, on: { type: 'boolean' } },
};
