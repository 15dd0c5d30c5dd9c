import { writeSync } from 'node:fs';
import { countFrames } from './count-frames.js';
import type { DropReason, Ledger, Signal, SignalLedger } from './lane.js';
import { counter, dropReasons, type LaneMemory, outputCounter, signals } from './lane-memory.js';

/**
 * The books of a lane. What this thread counts is in plain numbers, since only it writes and reads
 * them; what the worker counts is in shared memory and outlives the worker.
 */
export interface LaneLedger {
  accept(signal: number): void;
  drop(signal: number, reason: number): void;
  read(): Ledger;
  /** At the end: one line on standard error if anything was dropped or is lost with the ring. */
  report(): void;
}

/**
 * @param unsealed how many records wait outside the ring for room in it.
 * @param outputs names of those beside the first.
 */
export function createLaneLedger(
  memory: LaneMemory,
  unsealed: () => number,
  outputs: readonly string[] = [],
): LaneLedger {
  const { counters } = memory;
  const accepted = signals.map(() => 0);
  const refused = signals.map(() => dropReasons.map(() => 0));

  const count = (index: number): number => Number(Atomics.load(counters, index));

  function signalLedger(signal: number): SignalLedger {
    // The worker may count between two of these lines: what leaves the queue is read first, so
    // that the queue is never told too small.
    const delivered = count(counter.delivered(signal)) + count(counter.spoolDelivered(signal));
    const dropped: Partial<Record<DropReason, number>> = {};
    let lost = 0;
    for (const [reason, name] of dropReasons.entries()) {
      const number = count(counter.dropped(signal, reason)) + (refused[signal]?.[reason] ?? 0);
      if (number > 0) dropped[name] = number;
      lost += number;
    }
    const adopted = count(counter.adopted(signal)) + count(counter.spoolAdopted(signal));
    const all = (accepted[signal] ?? 0) + adopted;
    return {
      accepted: all,
      delivered,
      dropped,
      queued: all - delivered - lost,
      ...(adopted > 0 ? { adopted } : {}),
    };
  }

  function outputLedger(output: number): Record<Signal, SignalLedger> {
    const ledgers = signals.map((name, signal): [Signal, SignalLedger] => {
      const delivered =
        count(outputCounter.delivered(output, signal)) +
        count(outputCounter.spoolDelivered(output, signal));
      const dropped: Partial<Record<DropReason, number>> = {};
      let lost = 0;
      for (const [reason, word] of dropReasons.entries()) {
        const number = count(outputCounter.dropped(output, signal, reason));
        if (number > 0) dropped[word] = number;
        lost += number;
      }
      const adopted =
        count(outputCounter.adopted(output, signal)) +
        count(outputCounter.spoolAdopted(output, signal));
      const handed = count(outputCounter.accepted(output, signal)) + adopted;
      const queued = handed - delivered - lost;
      return [
        name,
        { accepted: handed, delivered, dropped, queued, ...(adopted > 0 ? { adopted } : {}) },
      ];
    });
    return Object.fromEntries(ledgers) as Record<Signal, SignalLedger>;
  }

  function read(): Ledger {
    const ledgers = signals.map((name, index) => [name, signalLedger(index)] as const);
    const lastSuccess = count(counter.lastSuccess);
    const oldest = count(counter.oldest);
    return {
      signals: Object.fromEntries(ledgers) as Record<Signal, SignalLedger>,
      deliveredBytes: Object.fromEntries(
        signals.map((name, signal) => [name, count(counter.bytes(signal))]),
      ) as Record<Signal, number>,
      retries: count(counter.retries),
      spoolBytes: outputs.reduce(
        (sum, _name, place) => sum + count(outputCounter.spoolBytes(place)),
        count(counter.spoolBytes),
      ),
      ...(lastSuccess > 0 ? { lastSuccess } : {}),
      ...(oldest > 0 ? { oldestMs: Math.max(0, Date.now() - oldest) } : {}),
      ...(outputs.length > 0
        ? { outputs: Object.fromEntries(outputs.map((name, place) => [name, outputLedger(place)])) }
        : {}),
    };
  }

  return {
    accept(signal) {
      accepted[signal] = (accepted[signal] ?? 0) + 1;
    },
    drop(signal, reason) {
      const row = refused[signal];
      if (row) row[reason] = (row[reason] ?? 0) + 1;
    },
    read,
    report() {
      const told: string[] = [];
      const now = read();
      for (const [output, books] of Object.entries({ '': now.signals, ...now.outputs })) {
        for (const [name, ledger] of Object.entries(books)) {
          for (const [reason, number] of Object.entries(ledger.dropped)) {
            told.push(`${output ? `${output} ` : ''}${name} ${reason} ${number}`);
          }
        }
      }
      const unsent = countFrames(memory) + unsealed();
      if (unsent > 0) told.push(`not sent in time ${unsent}`);
      if (told.length === 0) return;
      try {
        writeSync(2, `sonde: records dropped: ${told.join(', ')}\n`);
      } catch {
        // Standard error is closed or full: there is nobody to tell.
      }
    },
  };
}
