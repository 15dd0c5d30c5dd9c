import { fork } from 'node:child_process';
import { once } from 'node:events';
import autocannon from 'autocannon';
import { interleave } from '../measure/interleave.ts';
import { report } from '../measure/report.ts';
import { startSink } from '../measure/start-sink.ts';
import { flood } from './flood.ts';
import { hostile } from './hostile.ts';
import { oneCore } from './one-core.ts';
import { symbolicate } from './symbolicate.ts';

/** How many beacons a second of its thread the intake takes: one error, and one page with everything. */
const rounds = Number(process.argv[2] ?? 3);
const seconds = 4;
const sink = await startSink();

interface State {
  port: number;
  cpu: number;
  accepted: number;
  rss: number;
  refused: object;
}

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const stack = `TypeError: Cannot read properties of undefined (reading 'total')\n${Array.from(
  { length: 8 },
  (_, i) => `    at f${i} (https://shop.example/assets/index-B1x2.js:1:${1_000 + i * 37})`,
).join('\n')}`;
const common = [text('session.id', 'a'.repeat(32)), text('url.path', '/cart')];
const error = {
  timeUnixNano: `${Date.now()}000000`,
  severityNumber: 17,
  eventName: 'exception',
  attributes: [
    text('exception.type', 'TypeError'),
    text('exception.message', "Cannot read properties of undefined (reading 'total')"),
    text('exception.stacktrace', stack),
    text('sonde.error.mechanism', 'error'),
    { key: 'sonde.error.handled', value: { boolValue: false } },
    ...common,
  ],
};
const vital = {
  timeUnixNano: `${Date.now()}000000`,
  severityNumber: 9,
  eventName: 'browser.web_vital',
  attributes: [
    text('browser.web_vital.name', 'LCP'),
    { key: 'browser.web_vital.value', value: { doubleValue: 1_838.2 } },
    text('browser.web_vital.rating', 'good'),
    ...common,
  ],
};
const resource = { attributes: [text('service.name', 'page'), text('service.version', '1.2.3')] };

function beacon(logRecords: object[], id?: string): string {
  return JSON.stringify({
    sentAt: Date.now(),
    id,
    resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }],
  });
}

async function run(body: string): Promise<Record<string, number>> {
  const server = fork(new URL('./server.mjs', import.meta.url).pathname, {
    env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_SERVICE_NAME: 'bench' },
  });
  const [{ port }] = (await once(server, 'message')) as [State];
  const origin = `http://127.0.0.1:${port}`;
  const load = async (duration: number): Promise<State> => {
    await autocannon({
      url: `${origin}/telemetry`,
      method: 'POST',
      body,
      headers: { origin, 'content-type': 'text/plain', 'user-agent': 'Mozilla/5.0 (bench)' },
      connections: 32,
      duration,
    });
    server.send('tell');
    return ((await once(server, 'message')) as [State])[0];
  };
  const before = await load(1);
  const after = await load(seconds);
  server.kill();
  return {
    beacons: (after.accepted - before.accepted) / (after.cpu - before.cpu),
    rss: after.rss,
    refused: Object.keys(after.refused).length,
  };
}

const outcomes = await interleave(
  [
    { name: 'one error', run: () => run(beacon([error])) },
    { name: 'five vitals', run: () => run(beacon(Array.from({ length: 5 }, () => vital))) },
  ],
  rounds,
);
report(`The intake, ${rounds} rounds of ${seconds} s`, outcomes, {
  beacons: 'a second of its thread',
  rss: 'MB, the process',
  refused: 'reasons of refusal',
});
report(
  `The intake and its lane on one core, ${rounds} rounds`,
  await interleave([{ name: 'one error', run: () => oneCore(beacon([error]), sink.url) }], rounds),
  {
    beacons: 'a second, taken',
    delivered: 'records that the receiver has by then',
    dropped: 'records',
  },
);
report(
  `Source maps, ${rounds} rounds`,
  await interleave([{ name: 'a map of 5 MB', run: symbolicate }], rounds),
  {
    map: 'MB',
    cold: 'ms, the first stack of 20 frames',
    busy: 'ms of the main thread meanwhile',
    warm: 'frames a second after that',
  },
);
report(
  `What a flood of 5,000 a second costs a neighbour, ${rounds} rounds`,
  await interleave(
    (['bare', 'lane', 'intake'] as const).map((name) => ({
      name,
      run: () => flood(name, beacon([error], '0123456789abcdef')),
    })),
    rounds,
  ),
  {
    sent: 'a second',
    answered: 'share',
    taken: 'beacons with 204',
    calmP99: 'ms, the neighbour without the flood',
    floodP50: 'ms, the neighbour within it',
    floodP99: 'ms, the neighbour within it',
    added: 'ms',
    ownLost: 'records of the server',
    cpu: 's of the process, all threads',
    rss: 'MB, the process at its peak',
  },
);
report(
  `Hostile posts, ${rounds} rounds`,
  await interleave([{ name: 'all', run: hostile }], rounds),
  {
    slowest: 'ms, the median of the slowest kind',
    one: 'MB of memory at its peak for one, of the worst kind',
    grown: 'MB for all thirty of each kind, before anything is collected',
    passed: 'that were not refused with a 4xx',
  },
);
sink.stop();
