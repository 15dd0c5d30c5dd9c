import { expect, test } from 'vitest';
import { type NodeVersion, PRELOADS, runNode } from './run-node.js';
import { startSink } from './start-sink.js';

const PID = /\(node:\d+\)/g;

test.each<NodeVersion>([22, 24, 26])(
  'on Node %i the bridges record what is printed, and it is printed as it was',
  async (node) => {
    const sink = await startSink();
    const bare = await runNode(['talk.cjs'], { node });
    const bridged = await runNode([...PRELOADS['--require'], 'talk.cjs'], {
      node,
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint,
        SONDE_CONSOLE: '1',
        SONDE_WARNINGS: 'true',
      },
    });
    await sink.close();
    expect(bridged.stdout).toBe(bare.stdout);
    expect(bridged.stderr.replace(PID, '')).toBe(bare.stderr.replace(PID, ''));
    const bodies = sink.logs.map(({ body }) => body);
    expect(bodies[0]).toMatch(/^answer is 42/);
    expect(bodies).toContain('DeprecationWarning: old way');
    expect(sink.logs.find(({ body }) => body === 'broken')).toMatchObject({
      severityNumber: 17,
      attributes: { 'exception.type': 'TypeError', 'logger.name': 'console' },
    });
  },
);

test('without the settings nothing of the console is recorded', async () => {
  const sink = await startSink();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint };
  await runNode([...PRELOADS['--require'], 'talk.cjs'], { env });
  await sink.close();
  expect(sink.logs).toEqual([]);
});
