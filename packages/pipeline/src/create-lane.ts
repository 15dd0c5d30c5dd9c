import { randomUUID } from 'node:crypto';
import { atEnds } from './at-ends.js';
import { createJournal } from './journal.js';
import type { DropReason, Lane, Shape, Signal } from './lane.js';
import { createLaneHost } from './lane-host.js';
import { createLaneLedger } from './lane-ledger.js';
import { laneLimits } from './lane-limits.js';
import {
  counter,
  createLaneMemory,
  dropReasons,
  ENCODED,
  signals,
  sleep,
  word,
} from './lane-memory.js';
import type { LaneOptions } from './lane-options.js';
import { nextTurn } from './next-turn.js';
import { furtherOutputs } from './outputs/order-outputs.js';
import { newLaneUid } from './record-uid.js';
import { createTextRedaction } from './redact-text.js';
import { createRingWriter } from './ring-writer.js';
import { truncateJson } from './truncate-json.js';
import { warn } from './warn.js';
import { createWorkerPulse } from './worker-pulse.js';

/** Whoever runs timers so long after the end of the process has not ended. */
const STILL_HERE_MS = 1000;
const SPANS = signals.indexOf('traces');

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
  const durable = options.durability === 'process' && options.spool !== undefined;
  const ring = createRingWriter(
    memory,
    durable ? { pack: false, waitMs: laneLimits.durableWaitMs } : { pack: true, opened: sealSoon },
  );
  const book = createLaneLedger(
    memory,
    () => ring.unsealed(),
    furtherOutputs(options).map(({ name: output }) => output),
  );
  const name = randomUUID().slice(0, 8);
  const uid = newLaneUid();
  const host = createLaneHost({ kind: 'sonde.lane', memory, options, name, uid }, warn);
  const redactText = durable ? createTextRedaction(options.redaction) : undefined;
  const journal =
    durable && options.spool
      ? createJournal(
          options.spool.folder,
          name,
          { resource: options.resource, uid },
          () => Number(Atomics.load(memory.counters, counter.released)),
          warn,
        )
      : undefined;
  let closed = false;
  let ended = false;
  let lastCall = false;

  function drop(signal: number, reason: DropReason): false {
    book.drop(signal, dropReasons.indexOf(reason));
    return false;
  }

  function request(budgetMs: number, ending: boolean): number {
    Atomics.store(control, word.flushBudget, Math.max(0, Math.min(budgetMs, 2 ** 30)) | 0);
    const isOpen =
      Atomics.load(control, word.flushAnswer) !== Atomics.load(control, word.flushRequest);
    // One that comes after the last must not make that one be forgotten.
    if (ending || !isOpen) Atomics.store(control, word.ending, ending ? 1 : 0);
    const asked = (Atomics.add(control, word.flushRequest, 1) + 1) | 0;
    Atomics.store(control, word.sleep, sleep.awake);
    Atomics.notify(control, word.sleep);
    return asked;
  }

  const position = (): number => Atomics.load(control, word.head);
  const passed = (target: number): boolean =>
    ((Atomics.load(control, word.tail) - target) | 0) >= 0;
  /** Whether something waits in the spool, of which the worker may begin to send at any moment. */
  const waits = (): boolean =>
    Atomics.load(control, word.backlog) > 0 ||
    Atomics.load(memory.counters, counter.spoolBytes) > 0n;
  /** Nothing is left to do for what was written before; at an end, for nothing that is under way. */
  const settled = (target: number, ending: boolean): boolean =>
    passed(target) && Atomics.load(control, word.held) === 0 && !(ending && waits());

  /** A block that is not filled by the end of this turn goes into the ring as it is. */
  function sealSoon(): void {
    nextTurn(() => {
      if (!ring.seal()) setTimeout(sealSoon, laneLimits.batchAgeMs).unref();
    });
  }

  /** Waits for the worker's answer, as long as the worker gives a sign of life. */
  function awaitAnswer(asked: number, end: number): void {
    const pulse = createWorkerPulse(control);
    for (;;) {
      const answered = Atomics.load(control, word.flushAnswer);
      const now = performance.now();
      if (((answered - asked) | 0) >= 0 || now >= end) return;
      if (pulse.hangs(laneLimits.heartbeatMs)) return;
      Atomics.wait(
        control,
        word.flushAnswer,
        answered,
        Math.min(end - now, laneLimits.heartbeatMs),
      );
    }
  }

  function flushSync(deadlineMs = options.flushDeadlineMs): boolean {
    const end = performance.now() + deadlineMs;
    // What the worker does not manage is this thread's to save, and that takes a moment too.
    const workerEnd = end - Math.min(deadlineMs * 0.3, laneLimits.rescueMs);
    for (;;) {
      const sealed = ring.seal();
      const target = position();
      if (settled(target, true) && sealed) return true;
      host.ensure();
      if (host.alive()) awaitAnswer(request(workerEnd - performance.now(), true), workerEnd);
      if (passed(target)) {
        if (sealed) return true;
        if (performance.now() < workerEnd) continue;
      }
      host.rescue(Math.max(end - performance.now(), 50));
      if (ring.seal() && position() !== target) host.rescue(Math.max(end - performance.now(), 50));
      return passed(position());
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
    for (;;) {
      const sealed = ring.seal();
      const target = position();
      if (settled(target, ending) && sealed) return true;
      host.ensure();
      const asked = request(end - performance.now(), ending);
      for (;;) {
        const answered = Atomics.load(control, word.flushAnswer);
        const left = end - performance.now();
        if (left <= 0) return passed(target) && sealed;
        if (((answered - asked) | 0) >= 0) break;
        const waited = Atomics.waitAsync(control, word.flushAnswer, answered, left);
        // A wait keeps nothing alive, but whoever awaits a flush wants its answer.
        const hold = setInterval(() => {}, left);
        if (waited.async) await waited.value;
        clearInterval(hold);
      }
      if (sealed) return passed(target);
    }
  }

  function offerSpan(traces: Buffer): boolean {
    try {
      book.accept(SPANS);
      if (closed) return drop(SPANS, 'closed');
      if (traces.length > laneLimits.recordBytes) return drop(SPANS, 'too_large');
      if (!ring.write(SPANS, ENCODED, usualLevel.traces, traces)) return drop(SPANS, 'ring_full');
    } catch {
      return drop(SPANS, 'invalid');
    }
    host.wanted();
    if (ended) attempt(Math.min(options.flushDeadlineMs, 500));
    return true;
  }

  const ends = atEnds({
    flush: () => flushSync(),
    nudge: () => {
      if (host.isHere()) {
        // This thread has to live for as long as that takes, once.
        if (!lastCall) void flush(options.flushDeadlineMs, true);
        lastCall = true;
        return;
      }
      // A worker is not started here: that would be work, and the loop would come by again.
      if (!ring.seal() || !settled(position(), false)) request(options.flushDeadlineMs, false);
    },
    over: () => {
      ended = true;
      // Process 1 of a container lives on after a signal that nobody handles.
      setTimeout(() => {
        ended = false;
      }, STILL_HERE_MS).unref();
      journal?.tidy(true);
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
        const shapeIndex = line ? 0 : 1;
        if (redactText) text = redactText(index, !line, text);
        const sequence = ring.sequence();
        if (!ring.write(index, shapeIndex, rank, text)) return drop(index, 'ring_full');
        journal?.append(index | (shapeIndex << 8) | (rank << 16), sequence, text);
      } catch {
        return drop(index, 'invalid');
      }
      host.wanted();
      // Said in the application's own exit handlers, after ours: there is no later flush.
      if (ended) attempt(Math.min(options.flushDeadlineMs, 500));
      return true;
    },
    ...(durable ? {} : { offerSpan }),
    flush: (deadlineMs) => flush(deadlineMs),
    flushSync: attempt,
    ledger: () => book.read(),
    async close(deadlineMs) {
      if (closed) return;
      closed = true;
      await flush(deadlineMs, true);
      ends.forget();
      journal?.tidy(true);
      await host.stop();
      if (!passed(position())) host.rescue(laneLimits.rescueMs);
    },
  };
}
