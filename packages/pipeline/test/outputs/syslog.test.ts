import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../otlp-sink.js';
import { makeCertificate } from './make-certificate.js';
import { expectLaw, type OpenLane, openLane } from './open-lane.js';
import { receiveDatagrams, receiveStream, type SyslogReceiver } from './syslog-receiver.js';

let closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.toReversed()) await close();
  closing = [];
});

function start(env: Record<string, string>): OpenLane {
  const open = openLane(env);
  closing.push(() => open.close());
  return open;
}

function kept(receiver: SyslogReceiver): SyslogReceiver {
  closing.push(() => receiver.close());
  return receiver;
}

const record = {
  level: 50,
  time: 1_700_000_000_123,
  msg: 'the order could not be paid',
  trace_id: '0af7651916cd43dd8448eb211c80319c',
  span_id: 'b7ad6b7169203331',
  event: 'order.failed',
  order: { id: 7, 'a "quoted" key]': 'x' },
  note: 'back\\slash "quote" [bracket]',
};

describe('syslog', () => {
  it('has header, structured data and message as RFC 5424 writes them', async () => {
    const receiver = kept(await receiveStream());
    const { lane } = start({
      SONDE_OUTPUTS: `syslog+tcp://127.0.0.1:${receiver.port}?facility=local3&sdId=shop@12345`,
    });
    lane.offer('logs', JSON.stringify(record), 50);
    await until('it is there', () => receiver.messages.length === 1);
    const [message] = receiver.messages;
    expect(message).toMatchObject({
      facility: 19,
      severity: 3,
      timestamp: '2023-11-14T22:13:20.123000Z',
      app: 'shop',
      pid: String(process.pid),
      id: 'order.failed',
      bom: false,
      text: 'the order could not be paid',
    });
    expect(message?.data['shop@12345']).toMatchObject({
      trace_id: record.trace_id,
      span_id: record.span_id,
      note: record.note,
    });
    expect(JSON.parse(message?.data['shop@12345']?.['order'] ?? '')).toEqual(record.order);
  });

  it.each([
    [10, 7],
    [20, 7],
    [30, 6],
    [40, 4],
    [50, 3],
    [60, 2],
  ])('tells level %i as severity %i', async (level, severity) => {
    const receiver = kept(await receiveDatagrams());
    const { lane } = start({ SONDE_OUTPUTS: `syslog+udp://127.0.0.1:${receiver.port}` });
    lane.offer('logs', JSON.stringify({ level, time: 1, msg: 'x' }), level);
    await until('it is there', () => receiver.messages.length === 1);
    expect(receiver.messages[0]?.severity).toBe(severity);
  });

  it('begins a text beyond ASCII with a byte order mark, and writes control characters visibly', async () => {
    const receiver = kept(await receiveDatagrams());
    const { lane } = start({ SONDE_OUTPUTS: `syslog+udp://127.0.0.1:${receiver.port}` });
    const msg = 'grün\nline \u001b[31m two \u202e\u0085';
    lane.offer('logs', JSON.stringify({ level: 30, time: 1, msg, k: 'a\u0007b' }), 30);
    await until('it is there', () => receiver.messages.length === 1);
    expect(receiver.messages[0]).toMatchObject({
      bom: true,
      text: String.raw`grün\nline \u001b[31m two \u202e\u0085`,
    });
    expect(receiver.messages[0]?.data['sonde@32473']?.['k']).toBe(String.raw`a\u0007b`);
  });

  it('is never longer than allowed, and stays readable for any record', async () => {
    const receiver = kept(await receiveStream());
    const { lane } = start({
      SONDE_OUTPUTS: `syslog+tcp://127.0.0.1:${receiver.port}?maxBytes=600`,
    });
    const lines = fc.sample(
      fc.record({
        msg: fc.oneof(
          fc.string({ unit: 'grapheme', maxLength: 900 }),
          fc.string({ unit: 'binary' }),
        ),
        data: fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue(), { maxKeys: 6 }),
        event: fc.string({ unit: 'grapheme', maxLength: 60 }),
      }),
      { numRuns: 400, seed: 7 },
    );
    for (const line of lines) {
      lane.offer('logs', JSON.stringify({ level: 30, time: 1, ...line }), 30);
    }
    await until('all are there', () => receiver.messages.length === 400);
    const longest = Math.max(...receiver.messages.map(({ bytes }) => bytes));
    expect(longest).toBeLessThanOrEqual(600);
    const long = receiver.messages.filter(({ text }) => text.length > 0);
    expect(long.length).toBeGreaterThan(300);
    const marked = receiver.messages.filter(
      ({ data }) => data['sonde@32473']?.['sonde.cut'] === 'true',
    );
    expect(marked.length).toBeGreaterThan(10);
  });

  it('connects again after a reset, and loses nothing that it had not handed over', async () => {
    const receiver = kept(await receiveStream());
    const { lane, log } = start({ SONDE_OUTPUTS: `syslog+tcp://127.0.0.1:${receiver.port}` });
    log(0, 100);
    await until('the first are there', () => receiver.messages.length === 100);
    receiver.reset();
    // The lane learns of it by the reset, before it writes again.
    await until('the connection is gone', () => receiver.connections === 1);
    await new Promise((resolve) => setImmediate(resolve));
    for (let round = 1; round <= 5; round++) {
      log(round * 100, 100);
      await until('these are there', () =>
        receiver.messages.some(({ text }) => text === `line-${round * 100 + 99}`),
      );
    }
    expect(receiver.connections).toBe(2);
    expect(new Set(receiver.messages.map(({ text }) => text)).size).toBe(600);
    await until('the ledger has it', () => lane.ledger().signals.logs.delivered === 600);
    expectLaw(lane.ledger());
  });

  it('waits in the spool for a receiver that is down', async () => {
    const first = await receiveStream();
    await first.close();
    const { lane, log } = start({ SONDE_OUTPUTS: `syslog+tcp://127.0.0.1:${first.port}` });
    log(0, 2000);
    await until('it is in the spool', () => lane.ledger().spoolBytes > 0);
    expect(lane.ledger().signals.logs).toMatchObject({ delivered: 0, queued: 2000 });
    const second = kept(await receiveStream(undefined, first.port));
    await until('all are there', () => lane.ledger().signals.logs.delivered === 2000);
    await until('and read', () => second.messages.length === 2000);
    expect(new Set(second.messages.map(({ text }) => text)).size).toBe(2000);
    expectLaw(lane.ledger());
  });

  it('goes over TLS to a receiver whose certificate is good, and to no other', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sonde-tls-'));
    closing.push(() => rmSync(folder, { recursive: true }));
    const tls = makeCertificate(folder);
    const receiver = kept(await receiveStream(tls));
    const address = `syslog+tls://localhost:${receiver.port}`;
    const trusted = start({ SONDE_OUTPUTS: `${address}?ca=${tls.certFile}` });
    trusted.log(0, 50);
    await until('all are there', () => receiver.messages.length === 50);
    const wary = start({ SONDE_OUTPUTS: address });
    wary.log(50, 50);
    await until('they are kept', () => wary.lane.ledger().spoolBytes > 0);
    expect(wary.lane.ledger().signals.logs).toMatchObject({ delivered: 0, queued: 50 });
    expect(receiver.messages).toHaveLength(50);
  });

  it('asks once a minute what address a name has, and keeps the one it knows if nobody tells', async () => {
    const first = kept(await receiveDatagrams());
    const second = kept(await receiveDatagrams(first.port, '127.0.0.2'));
    const child = fork(fileURLToPath(new URL('./renamed-receiver.mjs', import.meta.url)), {
      env: {
        PATH: process.env['PATH'],
        SONDE_OUTPUTS: `syslog+udp://logs.example:${first.port}`,
      },
    });
    closing.push(() => child.kill('SIGKILL'));
    const steps = [
      { address: 1, aheadMs: 0, log: 'to the first' },
      { address: 2, aheadMs: 0, log: 'to the first, as long as it is known' },
      { address: 2, aheadMs: 60_000, log: 'to the second' },
      { address: 0, aheadMs: 120_000, log: 'to the second, since nobody knows better' },
    ];
    for (const [index, step] of steps.entries()) {
      child.send(step);
      await until(step.log, () => first.messages.length + second.messages.length > index);
    }
    const texts = (one: SyslogReceiver): string[] => one.messages.map(({ text }) => text);
    expect(texts(first)).toEqual(steps.slice(0, 2).map(({ log }) => log));
    expect(texts(second)).toEqual(steps.slice(2).map(({ log }) => log));
  });
});
