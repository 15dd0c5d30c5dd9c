import diagnostics from 'node:diagnostics_channel';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createLane,
  type Lane,
  type LaneOptions,
  type Ledger,
  resolveLaneOptions,
  type Warning,
} from '@sonde/pipeline';
import { expect } from 'vitest';

/** A lane with a folder of its own, for one test. */
export interface OpenLane {
  lane: Lane;
  home: string;
  warnings: Warning[];
  /** Offers log lines `first` to `first + count - 1`, and tells their bodies. */
  log: (first: number, count: number, more?: object) => string[];
  close: () => Promise<void>;
}

/** @param env `SONDE_OUTPUTS` and the like; `HOME` in it stands for the test's folder. */
export function openLane(
  env: Record<string, string>,
  user: Partial<LaneOptions> = {},
  home: string = mkdtempSync(join(tmpdir(), 'sonde-outputs-')),
): OpenLane {
  const warnings: Warning[] = [];
  const note = (warning: unknown): void => void warnings.push(warning as Warning);
  diagnostics.subscribe('sonde:warning', note);
  const named = Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value.replaceAll('HOME', home)]),
  );
  const options = resolveLaneOptions(
    { spool: { folder: join(home, 'spool'), maxBytes: 50_000_000 }, ...user },
    { OTEL_SERVICE_NAME: 'shop', OTEL_RESOURCE_ATTRIBUTES: 'service.version=1.2.3', ...named },
    note,
  );
  const lane = createLane(options);
  return {
    lane,
    home,
    warnings,
    log(first, count, more = {}) {
      const bodies = Array.from({ length: count }, (_, index) => `line-${first + index}`);
      for (const msg of bodies) {
        lane.offer('logs', JSON.stringify({ level: 30, time: Date.now(), msg, ...more }), 30);
      }
      return bodies;
    },
    async close() {
      await lane.close(500);
      diagnostics.unsubscribe('sonde:warning', note);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The law, for the lane and for each further output. */
export function expectLaw(ledger: Ledger): void {
  for (const books of [ledger.signals, ...Object.values(ledger.outputs ?? {})]) {
    for (const one of Object.values(books)) {
      const lost = Object.values(one.dropped).reduce((sum, count) => sum + count, 0);
      expect(one.accepted).toBe(one.delivered + lost + one.queued);
      expect(one.queued).toBeGreaterThanOrEqual(0);
    }
  }
}
