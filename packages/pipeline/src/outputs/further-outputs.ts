import { dropReasons, type LaneMemory, outputCounter } from '../lane-memory.js';
import type { LaneOptions } from '../lane-options.js';
import { createSpool, type Spool } from '../spool.js';
import { createSpoolStock, furtherPlaces } from '../spool-stock.js';
import type { Warn } from '../warn.js';
import { furtherOutputs, outputFolder } from './order-outputs.js';
import { type OutputInterest, outputInterest } from './output-interest.js';
import type { OutputOptions } from './output-options.js';

/** An output beside the first, as far as it is known without being opened. */
export interface FurtherOutput {
  /** Its place among them: where its counters are. */
  place: number;
  one: OutputOptions;
  interest: OutputInterest;
  spool: Spool | undefined;
}

/**
 * The outputs beside the first with their spools, in the lane's worker.
 *
 * @param name of the lane.
 * @param writeOnly for a second hand, which only writes.
 */
export function openFurtherOutputs(
  options: LaneOptions,
  name: string,
  memory: LaneMemory,
  warn: Warn,
  writeOnly = false,
): FurtherOutput[] {
  const { counters } = memory;
  const count = (index: number, by: number): void => {
    Atomics.add(counters, index, BigInt(by));
  };

  function open(one: OutputOptions, place: number): Spool | undefined {
    if (!options.spool) return undefined;
    const { folder, maxBytes } = options.spool;
    let known = 0;
    return createSpool(
      {
        folder: outputFolder(folder, one),
        maxBytes,
        lane: name,
        ...(writeOnly ? { writeOnly } : {}),
      },
      {
        dropped: (signal, by, reason) =>
          count(outputCounter.dropped(place, signal, dropReasons.indexOf(reason)), by),
        stock: createSpoolStock(memory, furtherPlaces(place)),
        bytes(total) {
          const index = outputCounter.spoolBytes(place);
          if (writeOnly) count(index, total - known);
          else Atomics.store(counters, index, BigInt(total));
          known = total;
        },
        warn: (warning) => warn({ ...warning, message: `${one.name}: ${warning.message}` }),
      },
    );
  }

  return furtherOutputs(options).map((one, place) => ({
    place,
    one,
    interest: outputInterest(one.kind),
    spool: open(one, place),
  }));
}
