import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOtlpSink, hang, type OtlpSink, until } from '../otlp-sink.js';
import { expectLaw, type OpenLane, openLane } from './open-lane.js';

let sink: OtlpSink;
let open: OpenLane[];

beforeEach(async () => {
  sink = await createOtlpSink();
  open = [];
});

afterEach(async () => {
  for (const one of open) await one.close();
  await sink.close();
});

function start(...args: Parameters<typeof openLane>): OpenLane {
  const one = openLane(...args);
  open.push(one);
  return one;
}

const read = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { msg: string }).msg);

describe('several outputs', () => {
  it('get every record, each with books of its own', async () => {
    const { lane, home, log, warnings } = start(
      { SONDE_OUTPUTS: 'otlp,file:HOME/a/x.ndjson,file:HOME/b/x.ndjson' },
      { endpoints: sink.endpoints },
    );
    const bodies = log(0, 3000);
    expect(await lane.flush(10_000)).toBe(true);
    expect(sink.bodies.toSorted()).toEqual(bodies.toSorted());
    expect(read(join(home, 'a/x.ndjson'))).toEqual(bodies);
    expect(read(join(home, 'b/x.ndjson'))).toEqual(bodies);
    const ledger = lane.ledger();
    expectLaw(ledger);
    expect(ledger.signals.logs.delivered).toBe(3000);
    expect(ledger.outputs?.['file']?.logs.delivered).toBe(3000);
    expect(ledger.outputs?.['file-2']?.logs.delivered).toBe(3000);
    expect(warnings).toEqual([]);
  });

  it('do not wait for one that hangs: it gets all from its own part of the spool later', {
    timeout: 150_000,
  }, async () => {
    sink.behave = hang;
    const { lane, home, log } = start(
      { SONDE_OUTPUTS: 'otlp,file:HOME/x.ndjson' },
      { endpoints: sink.endpoints, timeoutMs: 500 },
    );
    const bodies = log(0, 40_000);
    await until(
      'the file has all',
      () => lane.ledger().outputs?.['file']?.logs.delivered === 40_000,
      60_000,
    );
    // Batches may change places under load, as they do on the way to a receiver.
    expect(new Set(read(join(home, 'x.ndjson')))).toEqual(new Set(bodies));
    expect(sink.bodies).toEqual([]);
    expectLaw(lane.ledger());
    expect(lane.ledger().signals.logs.queued).toBe(40_000);
    sink.behave = () => 'take';
    await until(
      'the receiver has all',
      () => lane.ledger().signals.logs.delivered === 40_000,
      60_000,
    );
    expect(new Set(sink.bodies)).toEqual(new Set(bodies));
  });

  it('do not wait for one that can’t write, and it catches up', async () => {
    const { lane, home, log, warnings } = start(
      { SONDE_OUTPUTS: 'otlp,file:HOME/taken/x.ndjson' },
      { endpoints: sink.endpoints },
    );
    // A file stands where the folder should.
    writeFileSync(join(home, 'taken'), '');
    const bodies = log(0, 1000);
    await until('the receiver has all', () => sink.bodies.length === 1000);
    expectLaw(lane.ledger());
    expect(lane.ledger().outputs?.['file']?.logs).toMatchObject({ delivered: 0, queued: 1000 });
    rmSync(join(home, 'taken'));
    await until('the file has all', () => lane.ledger().outputs?.['file']?.logs.delivered === 1000);
    expect(read(join(home, 'taken/x.ndjson')).toSorted()).toEqual(bodies.toSorted());
    expect(warnings).toEqual([]);
  });

  it('without a spool, one that takes nothing does without, counted', async () => {
    const { lane, home, log } = start(
      { SONDE_OUTPUTS: 'otlp,file:HOME/taken/x.ndjson' },
      { endpoints: sink.endpoints, spool: undefined },
    );
    writeFileSync(join(home, 'taken'), '');
    const rounds = 30;
    for (let round = 0; round < rounds; round++) {
      log(round * 100, 100);
      // By its books: what has arrived may not be counted yet.
      const all = (round + 1) * 100;
      await until(
        'the receiver has this round',
        () => lane.ledger().signals.logs.delivered === all,
      );
    }
    const ledger = lane.ledger();
    expectLaw(ledger);
    expect(ledger.signals.logs.delivered).toBe(3000);
    const { delivered, dropped, queued } = ledger.outputs?.['file']?.logs ?? {};
    expect(delivered).toBe(0);
    expect((dropped?.spool_full ?? 0) + (queued ?? 0)).toBe(3000);
    expect(dropped?.spool_full).toBeGreaterThan(0);
  });

  it('what was left at an end goes to the output that it is for, at the next start', async () => {
    await sink.close();
    const first = start(
      { SONDE_OUTPUTS: 'otlp,file:HOME/taken/x.ndjson' },
      { endpoints: sink.endpoints },
    );
    writeFileSync(join(first.home, 'taken'), '');
    const bodies = first.log(0, 500);
    await first.lane.close(1000);
    expectLaw(first.lane.ledger());
    await sink.reopen();
    rmSync(join(first.home, 'taken'));
    const second = start(
      { SONDE_OUTPUTS: 'otlp,file:HOME/taken/x.ndjson' },
      { endpoints: sink.endpoints },
      first.home,
    );
    second.log(500, 1);
    await until('both have all', () => {
      const { signals, outputs } = second.lane.ledger();
      return signals.logs.delivered === 501 && outputs?.['file']?.logs.delivered === 501;
    });
    expect(new Set(sink.bodies)).toEqual(new Set([...bodies, 'line-500']));
    expect(new Set(read(join(first.home, 'taken/x.ndjson')))).toEqual(new Set(sink.bodies));
    expectLaw(second.lane.ledger());
    expect(second.lane.ledger().outputs?.['file']?.logs.adopted).toBe(500);
  });

  it('a signal that the only output has no use for is told once, and counted', async () => {
    const { lane, warnings } = start({ SONDE_OUTPUTS: 'file:HOME/x.ndjson' });
    const metrics = JSON.stringify({ scope: { name: 's' }, metrics: [{ name: 'm' }] });
    for (let i = 0; i < 3; i++) lane.offer('metrics', metrics);
    expect(await lane.flush(5000)).toBe(true);
    expect(lane.ledger().signals.metrics).toMatchObject({ accepted: 3, dropped: { rejected: 3 } });
    expectLaw(lane.ledger());
    await until('the warning is here', () => warnings.length > 0);
    expect(warnings.map(({ code }) => code)).toEqual(['output_signal']);
  });
});

describe('a file', () => {
  it('is set aside when it is large: only so many are kept, all private', async () => {
    const { lane, home, log } = start({
      SONDE_OUTPUTS: 'file:HOME/logs/x.ndjson?maxBytes=64KiB&keep=3',
    });
    const bodies = log(0, 2000, { pad: 'x'.repeat(100) });
    expect(await lane.flush(10_000)).toBe(true);
    const folder = join(home, 'logs');
    const names = readdirSync(folder).toSorted();
    expect(names).toEqual(['x.ndjson', 'x.ndjson.1', 'x.ndjson.2', 'x.ndjson.3']);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const kept: string[] = [];
    for (const name of names) {
      const found = statSync(join(folder, name));
      expect(found.mode & 0o777).toBe(0o600);
      expect(found.size).toBeLessThanOrEqual(65_536);
    }
    for (const name of ['x.ndjson.3', 'x.ndjson.2', 'x.ndjson.1', 'x.ndjson']) {
      kept.push(...read(join(folder, name)));
    }
    expect(kept).toEqual(bodies.slice(-kept.length));
    expect(kept.length).toBeGreaterThan(500);
  });

  it('is safe to look at: what a terminal obeys is written out', async () => {
    const { lane, home } = start({ SONDE_OUTPUTS: 'file:HOME/x.ndjson' });
    const msg = 'a\u001b[31mb\u0085c\u009bd\u007fe\u202ef\u2028g\u2066h';
    lane.offer('logs', JSON.stringify({ level: 30, time: 1, msg, [`k${msg}`]: msg }), 30);
    await lane.flush(5000);
    const text = readFileSync(join(home, 'x.ndjson'), 'utf8');
    const unsafe = /[^\t\x20-\x7e]/;
    expect(text.trimEnd()).not.toMatch(unsafe);
    expect(read(join(home, 'x.ndjson'))).toEqual([msg]);
  });

  it('is set aside when it is old', async () => {
    const { lane, home, log } = start({ SONDE_OUTPUTS: 'file:HOME/x.ndjson?maxAge=1s' });
    log(0, 1);
    await lane.flush(5000);
    const began = Date.now();
    await until('the file is a second old', () => Date.now() - began > 1100);
    log(1, 1);
    await lane.flush(5000);
    expect(read(join(home, 'x.ndjson.1'))).toEqual(['line-0']);
    expect(read(join(home, 'x.ndjson'))).toEqual(['line-1']);
  });

  it('that somebody else moved or removed is begun anew, without a signal', async () => {
    const { lane, home, log } = start({ SONDE_OUTPUTS: 'file:HOME/x.ndjson' });
    log(0, 1);
    await lane.flush(5000);
    rmSync(join(home, 'x.ndjson'));
    log(1, 1);
    await lane.flush(5000);
    expect(read(join(home, 'x.ndjson'))).toEqual(['line-1']);
  });

  it('whose last line a crash tore keeps the lines after it whole', async () => {
    const { lane, home, log } = start({ SONDE_OUTPUTS: 'file:HOME/x.ndjson' });
    writeFileSync(join(home, 'x.ndjson'), '{"msg":"to', { mode: 0o600 });
    log(0, 2);
    await lane.flush(5000);
    const lines = readFileSync(join(home, 'x.ndjson'), 'utf8').trimEnd().split('\n');
    expect(lines[0]).toBe('{"msg":"to');
    expect(lines.slice(1).map((line) => JSON.parse(line).msg)).toEqual(['line-0', 'line-1']);
  });

  it.each([
    ['a link', (home: string) => join(home, 'link')],
    ['a folder that others may write to', (home: string) => join(home, 'open', 'x.ndjson')],
  ])('is not written through %s', async (_what, path) => {
    const { home } = start({ SONDE_OUTPUTS: 'otlp' }, { endpoints: sink.endpoints });
    mkdirSync(join(home, 'open'), { mode: 0o777 });
    chmodSync(join(home, 'open'), 0o777);
    writeFileSync(join(home, 'target'), 'untouched');
    symlinkSync(join(home, 'target'), join(home, 'link'));
    const second = start(
      { SONDE_OUTPUTS: `otlp,file:${path(home)}` },
      { endpoints: sink.endpoints },
      home,
    );
    second.log(0, 10);
    await until('the receiver has all', () => sink.bodies.length === 10);
    await until(
      'the file’s are queued',
      () => second.lane.ledger().outputs?.['file']?.logs.queued === 10,
    );
    expect(readFileSync(join(home, 'target'), 'utf8')).toBe('untouched');
    expect(readdirSync(join(home, 'open'))).toEqual([]);
  });
});
