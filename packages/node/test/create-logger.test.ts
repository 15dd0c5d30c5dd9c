import { expect, test } from 'vitest';
import { type NodeVersion, PRELOADS, runNode } from './run-node.js';
import { startSink } from './start-sink.js';

test.each<NodeVersion>([22, 24, 26])(
  'on Node %i a Fastify service with createLogger has each line once, clean and correlated',
  async (node) => {
    const sink = await startSink();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint };
    const ended = await runNode([...PRELOADS['--import'], 'fastify.mjs'], { node, env });
    await sink.close();
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).not.toMatch(/canary|4111/);
    const printed = ended.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(sink.logs.map(({ body }) => body)).toEqual(printed.map(({ msg }) => msg));

    const looking = sink.logs.filter(({ body }) => String(body).startsWith('looking'));
    expect(looking).toHaveLength(2);
    for (const { attributes, traceId, spanId } of looking) {
      expect(attributes).toMatchObject({ 'request.id': 'req-7', 'field.service': 'forged' });
      expect(sink.spans.some((span) => span.traceId === traceId && span.spanId === spanId)).toBe(
        true,
      );
    }
    const failure = sink.logs.find(({ attributes }) => 'exception.type' in attributes);
    expect(failure?.attributes).toMatchObject({
      'exception.type': 'RangeError',
      'sonde.error.mechanism': 'log',
    });
    expect(JSON.stringify([sink.logs, sink.spans])).not.toMatch(/canary|4111/);
  },
);
