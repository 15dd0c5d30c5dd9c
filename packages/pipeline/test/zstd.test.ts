import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLane, type Lane, resolveLaneOptions, type Warning } from '@sonde/pipeline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answer, type Behaviour, createOtlpSink, type OtlpSink, take, until } from './otlp-sink.js';

let sink: OtlpSink;
let home: string;
let lane: Lane;
let warnings: Warning[];

beforeEach(async () => {
  sink = await createOtlpSink();
  home = mkdtempSync(join(tmpdir(), 'sonde-zstd-'));
  warnings = [];
});

function start(compression: string, endpoints: OtlpSink['endpoints'] = sink.endpoints): void {
  const options = resolveLaneOptions(
    { endpoints, spool: { folder: join(home, 'spool'), maxBytes: 50_000_000 } },
    { OTEL_EXPORTER_OTLP_COMPRESSION: compression },
    (warning) => warnings.push(warning),
  );
  lane = createLane(options);
}

afterEach(async () => {
  await lane.close(500);
  await sink.close();
  rmSync(home, { recursive: true, force: true });
});

function offer(msg: string): void {
  const line = { level: 30, time: Date.now(), msg, pad: 'x'.repeat(4000) };
  lane.offer('logs', JSON.stringify(line));
}

const encodings = (): unknown[] => sink.headers.map((one) => one['content-encoding']);

describe('with compression zstd', () => {
  beforeEach(() => start('zstd'));

  it('bodies go as zstd, and the ledger counts their bytes as they went', async () => {
    offer('first');
    await lane.flush();
    expect(warnings).toEqual([]);
    expect(sink.bodies).toEqual(['first']);
    expect(encodings()).toEqual(['zstd']);
    const sent = Number(sink.headers[0]?.['content-length']);
    expect(sent).toBeLessThan(1000);
    expect(lane.ledger().deliveredBytes?.logs).toBe(sent);
  });

  it('what comes from disk goes as gzip', async () => {
    sink.behave = answer(503);
    offer('first');
    await lane.flush();
    await until('it is in the spool', () => lane.ledger().spoolBytes > 0);
    sink.behave = take;
    await until('it arrives', () => lane.ledger().signals.logs.delivered === 1);
    expect(encodings().at(-1)).toBe('gzip');
  });

  for (const status of [415, 400]) {
    it(`a receiver that answers ${status} gets gzip from then on, and nothing is lost`, async () => {
      const refuse: Behaviour = ({ headers }, response) => {
        if (headers['content-encoding'] !== 'zstd') return 'take';
        response.writeHead(status).end();
        return 'done';
      };
      sink.behave = refuse;
      for (const msg of ['first', 'second']) {
        offer(msg);
        await lane.flush();
      }
      expect(sink.bodies).toEqual(['first', 'second']);
      expect(encodings()).toEqual(['zstd', 'gzip', 'gzip']);
      expect(lane.ledger().signals.logs).toMatchObject({ delivered: 2, dropped: {} });
    });
  }

  it('a batch that a receiver of zstd refuses is refused', async () => {
    offer('first');
    await lane.flush();
    sink.behave = answer(400);
    offer('second');
    await lane.flush();
    expect(encodings()).toEqual(['zstd', 'zstd']);
    expect(lane.ledger().signals.logs.dropped).toEqual({ rejected: 1 });
  });
});

/** Answers that say which codings the receiver takes. */
const offering =
  (codings: string): Behaviour =>
  (_request, response) => {
    response.setHeader('accept-encoding', codings);
    return 'take';
  };

/** By an address that leads to this machine, and that the lane does not take for its own. */
function elsewhere(): OtlpSink['endpoints'] {
  const there = (url: string): string => url.replace('127.0.0.1', '0.0.0.0');
  const { logs, traces, metrics } = sink.endpoints;
  return { logs: there(logs), traces: there(traces), metrics: there(metrics) };
}

async function ship(...messages: string[]): Promise<void> {
  for (const msg of messages) {
    offer(msg);
    await lane.flush();
  }
}

describe('with compression left to the lane', () => {
  for (const codings of ['gzip, zstd', 'ZSTD;q=0.5', 'gzip;q=0.1,zstd ; q=1.000']) {
    it(`a receiver that offers ${codings} gets zstd from then on`, async () => {
      start('auto', elsewhere());
      sink.behave = offering(codings);
      await ship('first', 'second', 'third');
      expect(encodings()).toEqual(['gzip', 'zstd', 'zstd']);
      expect(sink.bodies).toEqual(['first', 'second', 'third']);
    });
  }

  for (const codings of ['gzip', 'zstd;q=0', 'gzip, zstd;q=0.000', 'xzstd', '*', '']) {
    it(`one that answers "${codings}" gets gzip`, async () => {
      start('auto', elsewhere());
      sink.behave = offering(codings);
      await ship('first', 'second');
      expect(encodings()).toEqual(['gzip', 'gzip']);
    });
  }

  it('this machine itself gets none, whatever it offers, and who is set to gzip gets gzip', async () => {
    sink.behave = offering('zstd');
    start('auto');
    await ship('first', 'second');
    await lane.close(500);
    start('gzip', elsewhere());
    await ship('third', 'fourth');
    expect(encodings()).toEqual([undefined, undefined, 'gzip', 'gzip']);
  });

  it('one that offers it and then refuses it gets gzip again, and nothing is lost', async () => {
    start('auto', elsewhere());
    sink.behave = ({ headers }, response) => {
      response.setHeader('accept-encoding', 'zstd');
      if (headers['content-encoding'] !== 'zstd') return 'take';
      response.writeHead(415).end();
      return 'done';
    };
    await ship('first', 'second', 'third');
    expect(encodings()).toEqual(['gzip', 'zstd', 'gzip', 'gzip']);
    expect(sink.bodies).toEqual(['first', 'second', 'third']);
  });
});
