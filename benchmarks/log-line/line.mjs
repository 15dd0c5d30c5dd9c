// Writes lines with one logger and prints nanoseconds a call; argv: which logger.
import pino from 'pino';

const which = process.argv[2];
const loggers = {
  'pino, async file': () => pino(pino.destination({ dest: '/dev/null', sync: false })),
  'pino transport, null target': () =>
    pino({ transport: { target: new URL('./null-target.mjs', import.meta.url).href } }),
  'pino-opentelemetry-transport': () =>
    pino({
      transport: {
        target: 'pino-opentelemetry-transport',
        options: {
          resourceAttributes: { 'service.name': 'bench' },
          logRecordProcessorOptions: [
            { recordProcessorType: 'batch', exporterOptions: { protocol: 'http/protobuf' } },
          ],
        },
      },
    }),
  'sonde, lane only': async () => {
    const { createLogger } = await import('@sonde/logger');
    return createLogger({ print: false });
  },
};

const logger = await loggers[which]();
const shapes = {
  short: (i) => logger.info(`order ${i} accepted`),
  fields: (i) =>
    logger.info(
      {
        order: i,
        user: 'u-1842',
        total: 129.9,
        currency: 'EUR',
        items: 3,
        country: 'NL',
        method: 'card',
        retry: 0,
        cached: false,
        took: 12.5,
      },
      'order accepted',
    ),
  error: (i) => logger.error({ err: failure, order: i }, 'order refused'),
};
const failure = new TypeError('cannot read the price of an unknown item');

const figures = {};
for (const [shape, log] of Object.entries(shapes)) {
  const batches = [];
  for (let batch = 0; batch < 60; batch++) {
    const began = process.hrtime.bigint();
    for (let i = 0; i < 200; i++) log(i);
    batches.push(Number(process.hrtime.bigint() - began) / 200);
    // The writer gets a moment, as in a service: what is measured is the call, not a full buffer.
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  figures[shape] = batches.toSorted((a, b) => a - b)[batches.length >> 1];
}
process.stderr.write('');
process.send(figures, () => process.exit());
