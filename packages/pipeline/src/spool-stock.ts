import type { DropReason } from './lane.js';
import {
  counter,
  dropReasons,
  type LaneMemory,
  outputCounter,
  outputStep,
  word,
} from './lane-memory.js';

/** What becomes of records while the disk is being told. */
export type SpoolStep = 'put' | 'delivered' | DropReason;

/**
 * What a spool holds by the books, and what its worker is about to do with it. Both outlive the worker:
 * one that dies between a call to the disk and its entry in the books is made good by the next. What came
 * from ended processes and what was delivered is one entry in these books and in the ledger.
 */
export interface SpoolStock {
  /** Records of that signal. */
  held(signal: number): number;
  adopted(signal: number, count: number): void;
  delivered(signal: number, count: number): void;
  /** More were put into it, or fewer are left of what was: the ledger is another's to write. */
  change(signal: number, by: number): void;
  step(): SpoolStep | undefined;
  /** @param step undefined: the books and the disk agree. */
  setStep(step: SpoolStep | undefined): void;
}

const steps: readonly (SpoolStep | undefined)[] = [undefined, 'put', 'delivered', ...dropReasons];

/** Where the books stand. */
export interface StockPlaces {
  /** The control word of the step. */
  step: number;
  /** The counters of a signal. */
  spooled(signal: number): number;
  spoolAdopted(signal: number): number;
  spoolDelivered(signal: number): number;
}

/** Of the first output. */
export const firstPlaces: StockPlaces = { ...counter, step: word.spoolStep };

/** @param output by its place among those beside the first. */
export function furtherPlaces(output: number): StockPlaces {
  return {
    step: outputStep(output),
    spooled: (signal) => outputCounter.spooled(output, signal),
    spoolAdopted: (signal) => outputCounter.spoolAdopted(output, signal),
    spoolDelivered: (signal) => outputCounter.spoolDelivered(output, signal),
  };
}

export function createSpoolStock(
  { control, counters }: LaneMemory,
  places: StockPlaces,
): SpoolStock {
  const read = (index: number): number => Number(Atomics.load(counters, index));
  const add = (index: number, by: number): void => void Atomics.add(counters, index, BigInt(by));

  return {
    held: (signal) =>
      read(places.spooled(signal)) +
      read(places.spoolAdopted(signal)) -
      read(places.spoolDelivered(signal)),
    adopted: (signal, count) => add(places.spoolAdopted(signal), count),
    delivered: (signal, count) => add(places.spoolDelivered(signal), count),
    change: (signal, by) => add(places.spooled(signal), by),
    step: () => steps[Atomics.load(control, places.step)],
    setStep: (step) => void Atomics.store(control, places.step, steps.indexOf(step)),
  };
}
