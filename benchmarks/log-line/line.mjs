// Writes lines with one logger and tells nanoseconds a call; argv: which logger.
import { inSpan, isInSpan, loggers } from './loggers.mjs';

const name = process.argv[2];
const failure = new TypeError('cannot read the price of an unknown item');

const shapes = {
  short: (logger, i) => logger.info(`order ${i} accepted`),
  fields: (logger, i) =>
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
  error: (logger, i) => logger.error({ err: failure, order: i }, 'order refused'),
};

async function measure() {
  const logger = await loggers[name]();
  const figures = {};
  for (const [shape, log] of Object.entries(shapes)) {
    const batches = [];
    for (let batch = 0; batch < 60; batch++) {
      const began = process.hrtime.bigint();
      for (let i = 0; i < 200; i++) log(logger, i);
      batches.push(Number(process.hrtime.bigint() - began) / 200);
      // The writer gets a moment, as in a service: what is measured is the call, not a full buffer.
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    figures[shape] = batches.toSorted((a, b) => a - b)[batches.length >> 1];
  }
  return figures;
}

const figures = await (isInSpan(name) ? inSpan(measure) : measure());
process.stderr.write('');
process.send(figures, () => process.exit());
