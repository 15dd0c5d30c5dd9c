import { getCallSites } from 'node:util';
import type { Span } from '@opentelemetry/api';
import { currentWork, type Work } from './current-work.js';
import { word } from './heart.js';
import { monotonicMs } from './monotonic.js';
import { createShareReader, type Share } from './starvation.js';

/** Where the watching thread finds this thread's prober. */
export const PROBER: unique symbol = Symbol.for('sonde.watchdog') as never;

/** What it evaluates here. */
export const probeExpression = (requestedAt: number): string =>
  `globalThis[Symbol.for('sonde.watchdog')]?.(${requestedAt})`;

/** One call of a stack, as V8 has it: before any source map. */
export interface Call {
  function: string;
  file: string;
  line: number;
  column: number;
}

/** A look into the thread while it ran something; times of `monotonicMs`. */
export interface Probe {
  /** When the watching thread asked. Native code answers only when it is done. */
  requestedAt: number;
  at: number;
  /** When the callback that ran at `at` had ended, its microtasks with it. */
  endedAt?: number;
  /** What the machine had given to the process's first thread at `endedAt`. */
  shareAtEnd?: Share | undefined;
  /** Innermost first. */
  calls: Call[];
  work: Work;
}

/** With the span that is open in it, which can not leave the thread. */
export interface HeldProbe extends Probe {
  /** What the machine had given to the process's first thread at `at`. */
  share: Share | undefined;
  span: Span | undefined;
}

export interface Prober {
  /** What was seen since it was last forgotten, in the order of time. */
  probes(): readonly HeldProbe[];
  /** What the machine has given to the process's first thread by now. */
  share(): Share | undefined;
  forget(): void;
  stop(): void;
}

const MAX_CALLS = 40;
const MAX_PROBES = 16;

function calls(): Call[] {
  const sites = getCallSites(MAX_CALLS, { sourceMap: false });
  // Above the expression that asked, which has no file, stands the prober itself.
  const asked = sites.findIndex((site) => site.scriptName === '');
  return sites.slice(asked + 1).map((site) => ({
    function: site.functionName,
    file: site.scriptName,
    line: site.lineNumber,
    column: site.columnNumber,
  }));
}

/**
 * Lets the watching thread look at the stack and the request of what runs here, through V8's
 * interrupts: the thread need not return to its loop. No debugger is involved, nothing is paused.
 *
 * @param onEnded called when a callback that was looked into is over.
 */
export function createProber(memory: Int32Array, onEnded: () => void): Prober {
  let probes: HeldProbe[] = [];
  const readShare = createShareReader();
  const holder = globalThis as { [PROBER]?: (requestedAt: number) => void };
  const probe = (requestedAt: number): void => {
    try {
      if (probes.length >= MAX_PROBES) probes.shift();
      const at = monotonicMs();
      const share = readShare();
      const seen: HeldProbe = { requestedAt, at, share, calls: calls(), ...currentWork() };
      probes.push(seen);
      // Node drains the microtasks after each callback, so this runs when the present one is over.
      queueMicrotask(() => {
        seen.endedAt = monotonicMs();
        seen.shareAtEnd = readShare();
        Atomics.add(memory, word.ended, 1);
        onEnded();
      });
    } catch {
      // Whatever it stands in, the application's stack may be full.
    }
  };
  Object.defineProperty(holder, PROBER, { value: probe, configurable: true, enumerable: false });
  return {
    probes: () => probes,
    share: readShare,
    forget() {
      probes = [];
    },
    stop() {
      delete holder[PROBER];
    },
  };
}
