import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STACK_PORTS } from '../../scripts/stack/ports.mjs';
import { startStack } from '../../scripts/stack/start-stack.mjs';
import { freePorts } from '../end-to-end/free-ports.ts';
import { bin, hasTool, root } from './stack-tools.ts';
import { type LogSink, startLogSink } from './start-log-sink.ts';
import { until } from './until.ts';

const REQUESTS = 50;
const LINES = 40;
const CANARIES = {
  password: 'canary-horse-battery',
  'http.request.header.authorization': 'Bearer canary.abcdefghijklmnop',
  card: '4242 4242 4242 4242',
  url: 'https://someone:canary-staple@example.com/x',
  aws: 'AKIACANARYCANARY1234',
};

let folder: string;
let lokiPort: number;
let stack: Awaited<ReturnType<typeof startStack>>;
let sink: LogSink | undefined;

describe.skipIf(!hasTool('sonde-collector'))(
  'The collector (needs npm run stack -- --build-only)',
  () => {
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'sonde-collector-'));
      const free = await freePorts(Object.keys(STACK_PORTS).length);
      const ports = Object.fromEntries(Object.keys(STACK_PORTS).map((name) => [name, free.pop()]));
      lokiPort = Number(ports['loki']);
      const secrets = join(folder, 'none');
      const { env } = process;
      const names = ['collector'];
      stack = await startStack({ root, bin, folder, secrets, ports, env, names, logs: 'loki' });
    });
    afterAll(async () => {
      sink?.close();
      await stack?.close();
      await rm(folder, { recursive: true, force: true });
    });

    const send = (bodies: string[], attributes: Record<string, string> = {}) =>
      fetch(`${stack.urls.otlp}/v1/logs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(logsRequest(bodies, attributes)),
      });

    it('loses no line that it acknowledged when it is killed while Loki is away', async () => {
      for (let request = 0; request < REQUESTS; request += 1) {
        const lines = Array.from({ length: LINES }, (_, line) => `<line-${request}-${line}>`);
        const { status } = await send(lines);
        expect(status).toBe(200);
      }
      await stack.stop('collector', 'SIGKILL');
      sink = await startLogSink(lokiPort);
      await stack.start('collector');

      const distinct = () => new Set(sink?.received().match(/<line-\d+-\d+>/g)).size;
      await until('all lines', () => (distinct() === REQUESTS * LINES ? true : undefined)).catch(
        () => undefined,
      );
      expect(distinct()).toBe(REQUESTS * LINES);
    });

    it('lets no secret of a program without redaction through', async () => {
      const body = `<canary-line> password=${CANARIES.password} and ${CANARIES.card}`;
      expect((await send([body], CANARIES)).status).toBe(200);
      await until('the line', () => sink?.received().includes('<canary-line>') || undefined);
      const arrived = sink?.received() ?? '';
      const secrets = ['canary-horse', 'canary.abc', '4242 4242', 'canary-staple', 'AKIACANARY'];
      expect(secrets.filter((secret) => arrived.includes(secret))).toEqual([]);
    });
  },
);

function logsRequest(bodies: string[], attributes: Record<string, string>): object {
  const logRecords = bodies.map((stringValue) => ({
    timeUnixNano: `${Date.now()}000000`,
    severityNumber: 9,
    body: { stringValue },
    attributes: Object.entries(attributes).map(([key, value]) => ({
      key,
      value: { stringValue: value },
    })),
  }));
  const service = { key: 'service.name', value: { stringValue: 'stranger' } };
  return {
    resourceLogs: [{ resource: { attributes: [service] }, scopeLogs: [{ logRecords }] }],
  };
}
