import { randomUUID } from 'node:crypto';
import { atEnds } from './at-ends.js';
import type { DropReason, Lane, Shape, Signal } from './lane.js';
import { createLaneHost } from './lane-host.js';
import { createLaneLedger } from './lane-ledger.js';
import { laneLimits } from './lane-limits.js';
import { createLaneMemory, dropReasons, signals, sleep, word } from './lane-memory.js';
import type { LaneOptions } from './lane-options.js';
import { createRingWriter } from './ring-writer.js';
import { truncateJson } from './truncate-json.js';
import { warn } from './warn.js';

const usualLevel: Record<Signal, number> = { logs: 30, errors: 50, traces: 30, metrics: 40 };

/**
 * Starts a lane: a ring in shared memory and a worker thread that ships what is offered. It keeps
 * nothing alive, and flushes by itself when the process ends.
 *
 * @param options whole; {@link resolveLaneOptions} makes them.
 */
export function createLane(options: LaneOptions): Lane {
  const memory = createLaneMemory(options.ringBytes);
  const { control } = memory;
  const ring = createRingWriter(memory);
  const book = createLaneLedger(memory);
  const host = createLaneHost({ memory, options, name: randomUUID().slice(0, 8) }, warn);
  let closed = false;
  let ended = false;

  function drop(signal: number, reason: DropReason): false {
    book.drop(signal, dropReasons.indexOf(reason));
    return false;
  }

  function request(budgetMs: number, ending: boolean): number {
    Atomics.store(control, word.flushBudget, Math.max(0, Math.min(budgetMs, 2 ** 30)) | 0);
    Atomics.store(control, word.ending, ending ? 1 : 0);
    const asked = (Atomics.add(control, word.flushRequest, 1) + 1) | 0;
    Atomics.store(control, word.sleep, sleep.awake);
    Atomics.notify(control, word.sleep);
    return asked;
  }

  const position = (): number => Atomics.load(control, word.head);
  const passed = (target: number): boolean =>
    ((Atomics.load(control, word.tail) - target) | 0) >= 0;

  function flushSync(deadlineMs = options.flushDeadlineMs): boolean {
    const target = position();
    if (passed(target)) return true;
    const end = performance.now() + deadlineMs;
    host.ensure();
    const asked = request(deadlineMs, true);
    for (;;) {
      const answered = Atomics.load(control, word.flushAnswer);
      const left = end - performance.now();
      if (((answered - asked) | 0) >= 0 || left <= 0) return passed(target);
      Atomics.wait(control, word.flushAnswer, answered, left);
    }
  }

  function attempt(deadlineMs?: number): boolean {
    try {
      return flushSync(deadlineMs);
    } catch {
      return false;
    }
  }

  async function flush(deadlineMs = options.flushDeadlineMs, ending = false): Promise<boolean> {
    const end = performance.now() + deadlineMs;
    const target = position();
    if (passed(target)) return true;
    host.ensure();
    const asked = request(deadlineMs, ending);
    for (;;) {
      const answered = Atomics.load(control, word.flushAnswer);
      const left = end - performance.now();
      if (((answered - asked) | 0) >= 0 || left <= 0) return passed(target);
      const waited = Atomics.waitAsync(control, word.flushAnswer, answered, left);
      // A wait keeps nothing alive, but whoever awaits a flush wants its answer.
      const hold = setTimeout(() => {}, left);
      if (waited.async) await waited.value;
      clearTimeout(hold);
    }
  }

  const ends = atEnds({
    flush: () => flushSync(),
    nudge: () => {
      // A worker is not started here: that would be work, and the loop would come by again.
      if (!passed(position())) request(options.flushDeadlineMs, false);
    },
    over: () => {
      ended = true;
      book.report();
    },
  });

  return {
    offer(signal: Signal, json: string, level?: number, shape?: Shape): boolean {
      const index = signals.indexOf(signal);
      if (index === -1) return false;
      try {
        book.accept(index);
        if (closed) return drop(index, 'closed');
        if (typeof json !== 'string' || json.length === 0) return drop(index, 'invalid');
        const line = index < 2 && shape !== 'otlp';
        let text: string | undefined = json;
        if (
          json.length * 3 > laneLimits.recordBytes &&
          Buffer.byteLength(json) > laneLimits.recordBytes
        ) {
          text = truncateJson(json, line);
          if (text === undefined) return drop(index, 'too_large');
        }
        const rank =
          typeof level === 'number' && level > 0 ? Math.min(level, 255) : usualLevel[signal];
        if (!ring.write(index, line ? 0 : 1, rank, text)) return drop(index, 'ring_full');
      } catch {
        return drop(index, 'invalid');
      }
      host.wanted();
      // Said in the application's own exit handlers, after ours: there is no later flush.
      if (ended) attempt(Math.min(options.flushDeadlineMs, 500));
      return true;
    },
    flush: (deadlineMs) => flush(deadlineMs),
    flushSync: attempt,
    ledger: () => book.read(),
    async close(deadlineMs) {
      if (closed) return;
      closed = true;
      await flush(deadlineMs, true);
      ends.forget();
      await host.stop();
    },
  };
}
