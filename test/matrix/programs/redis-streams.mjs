// A Redis stream: the context travels in the entry, as the program puts it there by the API.
import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { Redis } from 'ioredis';
import { mark, serve } from './serve.mjs';

async function main() {
  const redis = new Redis(process.env.REDIS_URL);
  const reader = redis.duplicate();
  const stream = `sonde-${process.pid.toString(36).padStart(8, '0')}`;
  const read = (async () => {
    const [[, [[, fields]]]] = await reader.xread(
      'COUNT',
      1,
      'BLOCK',
      5000,
      'STREAMS',
      stream,
      '0',
    );
    const carrier = {};
    for (let index = 0; index < fields.length; index += 2)
      carrier[fields[index]] = fields[index + 1];
    const parent = propagation.extract(context.active(), carrier);
    const span = trace
      .getTracer('reader')
      .startSpan('process', { kind: SpanKind.CONSUMER }, parent);
    context.with(trace.setSpan(parent, span), () => mark('got it'));
    span.end();
  })();
  await serve({
    async '/add'() {
      const carrier = {};
      propagation.inject(context.active(), carrier);
      await redis.xadd(stream, '*', 'card', 'sekret', ...Object.entries(carrier).flat());
      mark('added');
    },
  });
  await read;
  await redis.del(stream);
  redis.disconnect();
  reader.disconnect();
}

main();
