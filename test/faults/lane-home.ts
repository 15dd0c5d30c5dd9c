import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ledger } from '@sonde/pipeline';
import { expect } from 'vitest';
import { createOtlpSink, type OtlpSink } from '../../packages/pipeline/test/otlp-sink.js';
import { type LoadEnd, type LoadPlan, runLoad } from './run-load.js';

/** A receiver and a spool for one test. */
export interface LaneHome {
  sink: OtlpSink;
  folder: string;
  options(more?: object): Record<string, unknown>;
  /** A process that ships what one before it has left. */
  next(more?: object): Promise<LoadEnd>;
  /** Files of batches in the spool, whoever's they are. */
  segments(): string[];
  close(): Promise<void>;
}

export async function createLaneHome(): Promise<LaneHome> {
  const sink = await createOtlpSink();
  const root = mkdtempSync(join(tmpdir(), 'sonde-faults-'));
  const folder = join(root, 'spool');
  const options = (more: object = {}): Record<string, unknown> => ({
    endpoints: sink.endpoints,
    spool: { folder, maxBytes: 268_435_456 },
    flushDeadlineMs: 20_000,
    ...more,
  });
  return {
    sink,
    folder,
    options,
    next(more) {
      const plan: LoadPlan = { id: 'next', burst: 5, finally: 'settle', options: options(more) };
      return runLoad(plan).ended;
    },
    segments() {
      try {
        return readdirSync(folder, { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('.seg'))
          .map((name) => join(folder, name))
          .toSorted();
      } catch {
        return [];
      }
    },
    async close() {
      await sink.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** accepted = delivered + dropped + queued, for every signal. */
export function expectSums(ledger: Ledger | undefined): void {
  expect(ledger).toBeDefined();
  for (const one of Object.values(ledger?.signals ?? {})) {
    const lost = Object.values(one.dropped).reduce((sum, count) => sum + count, 0);
    expect(one.accepted).toBe(one.delivered + lost + one.queued);
    expect(one.queued).toBeGreaterThanOrEqual(0);
  }
}

/** That all that was accepted arrived; of what did not, the first few are shown. */
export function expectAll(accepted: readonly string[], arrived: readonly string[]): void {
  const lost = missing(accepted, arrived);
  expect({ lost: lost.length, first: lost.slice(0, 3) }).toEqual({ lost: 0, first: [] });
}

/** What was accepted and never arrived. */
export function missing(accepted: readonly string[], arrived: readonly string[]): string[] {
  const there = new Set(arrived);
  return accepted.filter((id) => !there.has(id));
}

/** The long form is run by `npm run test:faults`. */
export const long: boolean = process.env['SONDE_FAULTS'] === 'long';
