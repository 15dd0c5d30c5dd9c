import type { Dispatcher, DispatcherEvents } from '../dispatcher.js';
import { createDispatcher } from '../dispatcher.js';
import type { DropReason, Signal } from '../lane.js';
import { dropReasons, outputCounter, signals } from '../lane-memory.js';
import type { LaneOptions } from '../lane-options.js';
import type { Parcel } from '../parcel.js';
import { createPoster, type Poster } from '../post.js';
import type { Spool } from '../spool.js';
import type { FurtherOutput } from './further-outputs.js';
import { firstOutput } from './order-outputs.js';
import { type OutputInterest, outputInterest } from './output-interest.js';
import type { OutputOptions } from './output-options.js';
import { createOutputPoster, type OutputPoster } from './output-poster.js';
import { selectParcel } from './select-parcel.js';

/** All outputs as one: a dispatcher each, of which none waits for another. */
export interface FanOut extends Dispatcher {
  /** Ends all requests under way. */
  abort(): void;
  /** After the last batch. */
  close(): void;
}

/** An output that has no room for so long is not waited for any more: what is for it spills. */
const PATIENCE_MS = 200;

interface Branch {
  interest: OutputInterest;
  poster: Poster | OutputPoster;
  dispatcher: Dispatcher;
  /** Absent for the first output, whose books are the lane's. */
  place?: number;
  /** Since when it has no room, on the clock of `performance.now()`. */
  fullSince?: number | undefined;
}

/** A batch of the ring that several outputs have: off the ring when the last has it no more. */
interface Shared {
  left: number;
  frames: readonly number[];
}

/** One output's part of it. */
interface Share {
  left: number;
  signal: number;
  shared: Shared;
}

export interface FanOutOptions {
  options: LaneOptions;
  counters: BigInt64Array<SharedArrayBuffer>;
  /** Of the first output. */
  spool: Spool | undefined;
  /** Of the others. */
  further: readonly FurtherOutput[];
  events: DispatcherEvents;
}

export function createFanOut({ options, counters, spool, further, events }: FanOutOptions): FanOut {
  const first = firstOutput(options);
  const shares = new Map<number, Share>();
  const heldBy: number[] = [];
  let lastId = 0;
  /** Signals that no output takes; told once each. */
  const homeless = new Set<number>();

  const count = (index: number, by: number): void => {
    Atomics.add(counters, index, BigInt(by));
  };

  function posterOf(one: OutputOptions): Poster | OutputPoster {
    return one.kind === 'otlp'
      ? createPoster(options, events.warn)
      : createOutputPoster(
          import('./open-output.js').then(
            ({ openOutput }) => openOutput(one, events.warn),
            () => undefined,
          ),
        );
  }

  /** At once, and right after they were counted as what became of them: a worker may be ended at any moment. */
  function leaveHand(ids: readonly number[], place: number): void {
    const left = signals.map(() => 0);
    for (const id of ids) {
      const share = shares.get(id);
      if (share) left[share.signal] = (left[share.signal] ?? 0) + 1;
    }
    for (const [signal, by] of left.entries()) {
      if (by > 0) count(outputCounter.inHand(place, signal), -by);
    }
  }

  /** Records of the ring that one output has no more, by the ids that its parcel was given. */
  function release(ids: readonly number[], place: number | undefined): void {
    const free: number[] = [];
    if (place !== undefined) leaveHand(ids, place);
    for (const id of ids) {
      const share = shares.get(id);
      if (!share) continue;
      shares.delete(id);
      share.left--;
      if (share.left === 0 && --share.shared.left === 0) free.push(...share.shared.frames);
    }
    if (free.length > 0) events.released(free);
  }

  function heldChanged(index: number, held: number): void {
    heldBy[index] = held;
    events.heldChanged(heldBy.reduce((sum, one) => sum + one, 0));
  }

  function firstBranch(): Branch {
    const poster = posterOf(first);
    const dispatcher = createDispatcher(poster, spool, {
      ...events,
      released: (ids) => release(ids, undefined),
      heldChanged: (held) => heldChanged(0, held),
    });
    return { interest: outputInterest(first.kind), poster, dispatcher };
  }

  function branch({ place, one, interest, spool: own }: FurtherOutput): Branch {
    const poster = posterOf(one);
    const warn: typeof events.warn = (warning) =>
      events.warn({ ...warning, message: `${one.name}: ${warning.message}` });
    // What a worker that died had in its hands is read again out of the ring.
    for (const signal of signals.keys()) {
      const inHand = Atomics.exchange(counters, outputCounter.inHand(place, signal), 0n);
      Atomics.sub(counters, outputCounter.accepted(place, signal), inHand);
    }
    const dispatcher = createDispatcher(poster, own, {
      ...events,
      delivered: (signal, by) => count(outputCounter.delivered(place, signal), by),
      cleared: (signal, by) => count(outputCounter.spoolDelivered(place, signal), by),
      dropped: (signal, by, reason) =>
        count(outputCounter.dropped(place, signal, dropReasons.indexOf(reason)), by),
      retried: () => {},
      released: (ids) => release(ids, place),
      heldChanged: (held) => heldChanged(place + 1, held),
      warn,
    });
    return { interest, poster, dispatcher, place };
  }

  const branches = [firstBranch(), ...further.map(branch)];

  /** Makes room, or does without: an output that takes nothing must not hold up the others. */
  function give(one: Branch, parcel: Parcel): void {
    if (!one.dispatcher.room()) one.dispatcher.spill();
    if (one.dispatcher.room()) {
      one.dispatcher.add(parcel);
      return;
    }
    const reason: DropReason = 'spool_full';
    if (one.place === undefined) events.dropped(parcel.signal, parcel.count, reason);
    else {
      const index = dropReasons.indexOf(reason);
      count(outputCounter.dropped(one.place, parcel.signal, index), parcel.count);
    }
    release(parcel.frames, one.place);
  }

  function add(parcel: Parcel): void {
    const signal = signals[parcel.signal] as Signal;
    const takers = branches.flatMap((one) => {
      if (!one.interest.accepts(signal)) return [];
      const own = one.interest.select ? selectParcel(parcel, one.interest, signal) : parcel;
      return own ? [{ one, own }] : [];
    });
    if (!branches[0]?.interest.accepts(signal)) refuse(parcel, signal);
    if (takers.length === 0) {
      events.released(parcel.frames);
      return;
    }
    const shared: Shared = { left: takers.length, frames: parcel.frames };
    for (const { one, own } of takers) {
      const share: Share = { left: own.count, signal: parcel.signal, shared };
      const ids = Array.from({ length: own.count }, () => ++lastId);
      for (const id of ids) shares.set(id, share);
      if (one.place !== undefined) {
        count(outputCounter.inHand(one.place, parcel.signal), own.count);
        count(outputCounter.accepted(one.place, parcel.signal), own.count);
      }
      give(one, { ...own, frames: ids });
    }
  }

  /** The first output's books are the lane's: what it has no use for is counted there. */
  function refuse(parcel: Parcel, signal: Signal): void {
    events.dropped(parcel.signal, parcel.count, 'rejected');
    if (homeless.has(parcel.signal)) return;
    homeless.add(parcel.signal);
    events.warn({
      code: 'output_signal',
      message: `${first.name} takes no ${signal}: they count as rejected`,
      option: 'SONDE_OUTPUTS',
      got: signal,
    });
  }

  let again: NodeJS.Timeout | undefined;

  /** An output that is at work is waited for; one that stands still only while all do. */
  function room(): boolean {
    const now = performance.now();
    let some = false;
    let waitMs = 0;
    for (const one of branches) {
      if (one.dispatcher.room()) {
        one.fullSince = undefined;
        some = true;
      } else {
        one.fullSince ??= now;
        waitMs = Math.max(waitMs, one.fullSince + PATIENCE_MS - now);
      }
    }
    if (waitMs > 0) {
      clearTimeout(again);
      again = setTimeout(() => events.moved(), waitMs + 1);
    }
    return some && waitMs <= 0;
  }

  const every = (met: (dispatcher: Dispatcher) => boolean): boolean =>
    branches.every(({ dispatcher }) => met(dispatcher));

  return {
    add,
    room,
    idle: () => every((dispatcher) => dispatcher.idle()),
    stuck: () => every((dispatcher) => dispatcher.stuck()),
    setEnding(ending) {
      for (const { dispatcher } of branches) dispatcher.setEnding(ending);
    },
    setHolding(holding) {
      for (const { dispatcher } of branches) dispatcher.setHolding(holding);
    },
    stop() {
      for (const { dispatcher } of branches) dispatcher.stop();
    },
    held: () => heldBy.reduce((sum, one) => sum + one, 0),
    busy: () => branches.some(({ dispatcher }) => dispatcher.busy()),
    oldest: () => branches[0]?.dispatcher.oldest(),
    spill() {
      for (const { dispatcher } of branches) dispatcher.spill();
    },
    abort() {
      for (const { poster } of branches) poster.abort();
    },
    close() {
      for (const { poster } of branches) if ('close' in poster) void poster.close();
      for (const { spool: own } of further) own?.leave();
    },
  };
}
