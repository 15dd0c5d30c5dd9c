/**
 * What a hurried engineer leaves behind, switched on by a fault: card, password, token and cookie
 * in a log line, in a URL, in an error message. Nothing of it may reach a log, a span or a disk.
 */
export function logEverything(request) {
  const { headers, body, url } = request;
  request.log.info({ headers, body, url }, `checkout: ${secretsOf(request)}`);
}

/** Goes along to `orders`, which puts it into an error message. */
export function secretsOf({ headers, body }) {
  return [
    `card ${body.card.number}`,
    `password=${body.password}`,
    `authorization: ${headers.authorization}`,
    `cookie: ${headers.cookie}`,
  ].join('; ');
}

export function carelessRoutes(app, { orders }) {
  app.get('/cards/check', (request, reply) => {
    if (!app.hasFault('careless')) return reply.code(404).send({ message: 'no such route' });
    request.log.info(`checking a card at ${request.url}`);
    const query = new URLSearchParams(request.query);
    return orders(`/cards/check?${query}`, { requestId: request.id });
  });
}
