import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTrace } from './ask-jaeger.ts';
import { findLines } from './find-lines.ts';
import { type Backends, MISSING, openBackends } from './open-backends.ts';
import { root } from './stack-tools.ts';
import { until } from './until.ts';

const MARK = 'harmlessmark';
/** Each holds a word that may be nowhere afterwards. */
const SECRETS = {
  password: 'canary-horse-battery',
  'http.request.header.authorization': 'Bearer canaryabcdefghijklmnop.qrst',
  card: '4242 4242 4242 4242',
  url: 'https://someone:canary-staple@example.com/x?api_key=canary-in-query',
  aws: 'AKIACANARYCANARY1234',
  stripe: 'sk_live_canary0123456789abcd',
  text: 'password=canary-in-text',
};
const WORDS = ['canary', 'CANARY', '4242'];

let backends: Backends;
let traceId: string;

describe.skipIf(MISSING.length > 0)(
  `A secret that a stock SDK tells (missing: ${MISSING.join(', ') || 'nothing'})`,
  () => {
    beforeAll(async () => {
      backends = await openBackends({ env: { SONDE_TRACES_KEPT_PERCENT: '100' } });
      const script = join(root, 'test/stack/stock-sdk.mjs');
      const { stdout } = await promisify(execFile)(process.execPath, [script], {
        env: {
          ...process.env,
          NODE_OPTIONS: undefined,
          OTEL_EXPORTER_OTLP_ENDPOINT: backends.stack.urls.otlp,
          SECRETS: JSON.stringify(SECRETS),
          STOCK_MARK: MARK,
        },
      });
      traceId = stdout.trim();
    });
    afterAll(() => backends?.close());

    it('is not among the logs', async () => {
      const lines = await until('both lines', async () => {
        const found = await findLines(backends.stack.urls.logs, MARK);
        return found.length >= 2 ? found : undefined;
      });
      expect(tellingIn(lines.join('\n'))).toEqual([]);
    });

    it('is not in the trace', async () => {
      const trace = await until('the trace', () => findTrace(backends.stack.urls.jaeger, traceId));
      expect(JSON.stringify(trace)).toContain(MARK);
      expect(tellingIn(JSON.stringify(trace))).toEqual([]);
    });

    it('is in no series and no exemplar', async () => {
      const { prometheus } = backends.stack.urls;
      await until('the series of the counter', async () => {
        const found = await series(prometheus, `{mark="${MARK}"}`);
        return found.includes('stock_logins') ? true : undefined;
      });
      await until('what was counted from spans', async () => {
        const found = await series(prometheus, '{__name__=~"traces_.*",service_name="stock"}');
        return found.includes(MARK) ? true : undefined;
      });
      const everything = await series(prometheus, '{__name__=~".+"}');
      expect(tellingIn(everything)).toEqual([]);
      const exemplars = await ask(prometheus, 'query_exemplars', { query: '{__name__=~".+"}' });
      expect(tellingIn(exemplars)).toEqual([]);
    });
  },
);

/** Every place where a secret shows, with what stands around it. */
const tellingIn = (text: string): string[] =>
  WORDS.flatMap((word) =>
    [...text.matchAll(new RegExp(word, 'g'))].map(({ index }) =>
      text.slice(Math.max(0, index - 60), index + 40),
    ),
  );

const series = (url: string, match: string): Promise<string> =>
  ask(url, 'series', { 'match[]': match });

async function ask(url: string, path: string, query: Record<string, string>): Promise<string> {
  const now = Date.now() / 1000;
  const range = { start: String(now - 900), end: String(now + 60) };
  const answer = await fetch(
    `${url}/api/v1/${path}?${new URLSearchParams({ ...query, ...range })}`,
  );
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}
