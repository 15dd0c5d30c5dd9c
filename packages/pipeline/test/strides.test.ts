import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLane, type Lane, resolveLaneOptions } from '@sonde/pipeline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeSpoolHeader, SPOOL_HEADER, SPOOL_MAGIC } from '../src/spool-record.ts';
import { createOtlpSink, hang, type OtlpSink, until } from './otlp-sink.js';

let sink: OtlpSink;
let home: string;
let lane: Lane;

beforeEach(async () => {
  sink = await createOtlpSink();
  home = mkdtempSync(join(tmpdir(), 'sonde-strides-'));
});

function start(ringBytes: number): Lane {
  return createLane(
    resolveLaneOptions(
      {
        endpoints: sink.endpoints,
        spool: { folder: join(home, 'spool'), maxBytes: 100_000_000 },
        ringBytes,
        // No request that ends makes room by chance.
        timeoutMs: 60_000,
      },
      {},
      () => {},
    ),
  );
}

/** Records that stand in the segments of the spool. */
function onDisk(): number {
  let count = 0;
  for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith('.seg')) continue;
    const bytes = readFileSync(join(entry.parentPath, entry.name));
    for (let at = SPOOL_MAGIC.length; at < bytes.length; ) {
      const header = decodeSpoolHeader(bytes.subarray(at, at + SPOOL_HEADER));
      if (!header) break;
      count += header.count;
      at += SPOOL_HEADER + header.bodyLength;
    }
  }
  return count;
}

afterEach(async () => {
  await lane.close(500);
  await sink.close();
  rmSync(home, { recursive: true, force: true });
});

const SECRET = 'hunter2xyz';

/** Most lines are ordinary; what stands between them needs the whole way, or another signal's batch. */
function offer(i: number): void {
  const base = { level: 30, time: 1_764_000_000_000 + i, msg: `order ${i}`, order: i };
  if (i % 101 === 7) lane.offer('logs', JSON.stringify({ ...base, password: SECRET }));
  else if (i % 211 === 3) lane.offer('logs', JSON.stringify({ ...base, note: 'x'.repeat(20_000) }));
  else if (i % 53 === 5) {
    const err = { type: 'TypeError', message: 'no', stack: 'TypeError: no\n    at a (b.js:1:2)' };
    lane.offer('errors', JSON.stringify({ ...base, level: 50, err }), 50);
  } else lane.offer('logs', JSON.stringify({ ...base, note: `é ${'n'.repeat(i % 97)}\n"` }));
}

async function log(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    offer(i);
    if (i % 200 === 199) await new Promise((resolve) => setImmediate(resolve));
  }
}

const told = (count: number): string[] => Array.from({ length: count }, (_, i) => `order ${i}`);

describe('lines that are read many at once', () => {
  it('arrive once each, whole and clean, whatever stands between them, over the end of the ring', async () => {
    lane = start(1_048_576);
    const COUNT = 20_000;
    await log(COUNT);
    await until('all have arrived', () => sink.bodies.length >= COUNT, 60_000);
    expect(sink.bodies.toSorted()).toEqual(told(COUNT).toSorted());
    const uids = new Set<unknown>();
    for (const { body, attributes, timeUnixNano } of sink.records) {
      const order = Number((body as { stringValue: string }).stringValue.slice('order '.length));
      const fields = new Map(attributes.map(({ key, value }) => [key, value]));
      expect(fields.get('order')).toEqual({ intValue: String(order) });
      expect(timeUnixNano).toBe(`${1_764_000_000_000 + order}000000`);
      uids.add(fields.get('log.record.uid')?.stringValue);
    }
    expect(uids.size).toBe(COUNT);
    expect(JSON.stringify(sink.records)).not.toContain(SECRET);
  });

  it('are all on the disk soon, though the receiver hangs and nobody asks for a flush', async () => {
    sink.behave = hang;
    lane = start(8_388_608);
    const COUNT = 40_000;
    await log(COUNT);
    await until('all are in the spool', () => onDisk() === COUNT, 30_000);
    const { logs, errors } = lane.ledger().signals;
    expect([logs.dropped, errors.dropped]).toEqual([{}, {}]);
    expect(logs.queued + errors.queued).toBe(COUNT);
  });
});
