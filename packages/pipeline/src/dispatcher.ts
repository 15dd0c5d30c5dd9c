import { freeBytes } from './free-bytes.js';
import { laneLimits } from './lane-limits.js';
import { type Endpoint, endpointNames } from './lane-options.js';
import { createOutcomeBook, type FinalOutcome, type OutcomeEvents } from './outcome-book.js';
import { endpointOf, type Parcel, priorityOf } from './parcel.js';
import type { Poster } from './post.js';
import {
  createReceiverStates,
  isAway,
  noteAnswer,
  noteFailure,
  type ReceiverState,
} from './receiver-state.js';
import { splitParcel } from './split-parcel.js';
import type { Spool } from './spool.js';
import type { SpoolEntry } from './spool-segment.js';
import { forDisk } from './wire-form.js';

export interface DispatcherEvents extends OutcomeEvents {
  /** The receiver refused this one for good. */
  refused(parcel: Parcel): void;
  retried(): void;
  /** Frames of the ring that are delivered, in the spool or dropped. */
  released(frames: readonly number[]): void;
  /** {@link Dispatcher.held} is another. */
  heldChanged(count: number): void;
  /** So many requests more, or less, are under way with what waited in the spool. */
  backlogChanged(by: 1 | -1): void;
  /** Something ended: there may be room now. */
  moved(): void;
}

/** Decides what goes to a receiver now, what waits, and what goes to disk. */
export interface Dispatcher {
  add(parcel: Parcel): void;
  /** Whether more batches may come. */
  room(): boolean;
  /** Nothing is under way, and nothing waits. */
  idle(): boolean;
  /** Nothing is under way, and what waits can't go anywhere now. */
  stuck(): boolean;
  /** From now on nothing waits for a retry: what is not delivered at once goes to the spool. */
  setEnding(ending: boolean): void;
  /** Puts into the spool what waits for a turn, as far as it goes. */
  spill(): void;
  /** Whether what takes its time goes to the spool meanwhile. */
  setHolding(holding: boolean): void;
  /** From now on nothing is done any more: what is under way is still in the ring or the spool. */
  stop(): void;
  /** Batches that stand in the spool and are on their way to the receiver for the first time. */
  held(): number;
  /** Whether a request is under way. */
  busy(): boolean;
  /** When the oldest came that is still here, on the clock of `performance.now()`. */
  oldest(): number | undefined;
}

const signalsOf: Record<Endpoint, readonly number[]> = { logs: [1, 0], traces: [2], metrics: [3] };
const everySignal: readonly number[] = [0, 1, 2, 3];

export function createDispatcher(
  poster: Poster,
  spool: Spool | undefined,
  events: DispatcherEvents,
): Dispatcher {
  const waiting: Parcel[] = [];
  const sent = new Set<Parcel>();
  /** Since when the spool is not empty. */
  let spooled: number | undefined;
  const sinks = createReceiverStates();
  let ending = false;
  let stopped = false;
  let holding = true;
  let held = 0;
  let timer: NodeJS.Timeout | undefined;

  const sinkOf = (signal: number): ReceiverState => sinks[endpointOf[signal] as Endpoint];

  /** Its records need not stand in the ring any more. */
  function free(parcel: Parcel): void {
    const { whole } = parcel;
    if (whole && --whole.parts > 0) return;
    events.released(whole ? whole.frames : parcel.frames);
    parcel.frames = [];
    delete parcel.whole;
  }

  /** Nobody reads its body any more. */
  function forget(parcel: Parcel): void {
    parcel.recycle?.(parcel.body);
    delete parcel.recycle;
  }

  /** @param sending whether it is under way as well. */
  function write(parcel: Parcel, sending: boolean): SpoolEntry | undefined {
    const form = forDisk(parcel);
    const entry = spool?.put(form, form.body, sending);
    if (form !== parcel) freeBytes(form.body);
    return entry;
  }

  /** @returns whether the records are off the ring, and safe. */
  function toSpool(parcel: Parcel): boolean {
    if (write(parcel, false) === undefined) return false;
    spooled ??= parcel.since;
    free(parcel);
    forget(parcel);
    return true;
  }

  const book = createOutcomeBook(events);

  function settle(parcel: Parcel, outcome: FinalOutcome, entries: readonly SpoolEntry[]): void {
    if (outcome.kind === 'rejected') events.refused(parcel);
    if (entries.length === 0) book.enter(parcel, outcome, 'delivered');
    else spool?.done(entries, outcome.kind, () => book.enter(parcel, outcome, 'cleared'));
    if (outcome.kind === 'delivered' && !outcome.early) forget(parcel);
    // Last, since who waits for a flush waits for this and then reads the ledger.
    free(parcel);
  }

  async function split(parcel: Parcel, entries: readonly SpoolEntry[]): Promise<void> {
    // The socket may still hold on to it; and the halves have memory of their own.
    delete parcel.recycle;
    try {
      const [a, b] = await splitParcel(parcel);
      if (b.body.length > 0) {
        for (const half of [a, b]) {
          if (entries.length === 0 || !toSpool({ ...half, frames: [] })) waiting.push(half);
        }
        spool?.done(entries, 'put', () => 0);
        return;
      }
    } catch {
      // Not to be split: not to be sent.
    }
    settle(parcel, { kind: 'too_large' }, entries);
  }

  function countHeld(by: number): void {
    held += by;
    events.heldChanged(held);
  }

  /** Puts what is on its way into the spool too, so that neither it nor the ring waits for the answer. */
  function holdLater(parcel: Parcel, entries: SpoolEntry[]): NodeJS.Timeout | undefined {
    if (!spool) return undefined;
    const age = performance.now() - parcel.since;
    return setTimeout(
      () => {
        if (!holding || stopped) return;
        const entry = write(parcel, true);
        if (!entry) return;
        entries.push(entry);
        countHeld(1);
        free(parcel);
        parcel.frames = [];
        events.moved();
      },
      Math.max(laneLimits.safeMs / 4, laneLimits.safeMs - age),
    ).unref();
  }

  /** @param backlog where it stands in the spool; none if it is live. */
  async function send(parcel: Parcel, backlog: readonly SpoolEntry[]): Promise<void> {
    const endpoint = endpointOf[parcel.signal] as Endpoint;
    const sink = sinks[endpoint];
    const role = backlog.length > 0 ? 'backlog' : 'live';
    const entries = [...backlog];
    const hold = role === 'live' ? holdLater(parcel, entries) : undefined;
    const probe = isAway(sink);
    sink[role]++;
    if (role === 'backlog') events.backlogChanged(1);
    sent.add(parcel);
    if (probe) sink.probing = true;
    if (parcel.attempts++ > 0 || role === 'backlog') events.retried();
    const asked = performance.now();
    const outcome = await poster.post(endpoint, parcel.body, parcel.gzip, parcel);
    if (stopped) return;
    clearTimeout(hold);
    sent.delete(parcel);
    if (outcome.kind === 'retryable') {
      // The socket may still hold on to it.
      delete parcel.recycle;
      noteFailure(sink, outcome, asked);
    } else {
      noteAnswer(sink);
    }
    if (probe) sink.probing = false;
    if (outcome.kind === 'too_large') await split(parcel, entries);
    else if (outcome.kind !== 'retryable') settle(parcel, outcome, entries);
    else if (entries.length > 0) for (const entry of entries) spool?.giveBack(entry);
    else if (!toSpool(parcel)) waiting.unshift(parcel);
    // Only now: at an end nobody may leave before what became of it stands on disk.
    sink[role]--;
    if (role === 'backlog') events.backlogChanged(-1);
    else if (entries.length > 0) countHeld(-1);
    dispatch();
    events.moved();
  }

  function later(at: number): void {
    clearTimeout(timer);
    timer = setTimeout(
      () => {
        dispatch();
        // What went to the spool makes room, and nothing else may tell of it.
        events.moved();
      },
      Math.max(1, at - performance.now()),
    ).unref();
  }

  /** It waits for a turn for so long already that the spool is the safer place. */
  const aged = (parcel: Parcel, now: number): boolean =>
    holding && now - parcel.since >= laneLimits.safeMs;

  function dispatch(): void {
    if (stopped) return;
    const now = performance.now();
    let next: number | undefined;
    waiting.sort((a, b) => (priorityOf[a.signal] ?? 0) - (priorityOf[b.signal] ?? 0));
    for (const endpoint of endpointNames) {
      const sink = sinks[endpoint];
      const due = now >= sink.retryAt;
      const mayAsk = (): boolean =>
        isAway(sink) ? due && !sink.probing && !ending : sink.live < laneLimits.inFlight;
      for (const parcel of waiting.filter((one) => endpointOf[one.signal] === endpoint)) {
        if (mayAsk()) {
          waiting.splice(waiting.indexOf(parcel), 1);
          void send(parcel, []);
        } else if ((isAway(sink) || aged(parcel, now)) && toSpool(parcel)) {
          waiting.splice(waiting.indexOf(parcel), 1);
        }
      }
      // Live first: the backlog gets one request at a time, and none at an end.
      if (!ending && sink.backlog === 0 && (isAway(sink) ? mayAsk() : true)) {
        const taken = spool?.take(signalsOf[endpoint]);
        if (taken) {
          const { entries, ...batch } = taken;
          const one = { ...batch, since: now, attempts: 0, frames: [], recycle: freeBytes };
          void send(one, entries);
        }
      }
      const more =
        waiting.some((one) => endpointOf[one.signal] === endpoint) ||
        spool?.has(signalsOf[endpoint]) === true;
      if (more && isAway(sink) && !sink.probing && !ending) {
        next = Math.min(next ?? Number.POSITIVE_INFINITY, sink.retryAt);
      }
    }
    if (spool && holding && waiting.length > 0) {
      next = Math.min(next ?? Number.POSITIVE_INFINITY, now + laneLimits.safeMs / 4);
    }
    if (next !== undefined) later(next);
  }

  /** Beside what is under way. */
  const spoolHolds = (): boolean =>
    spool?.has(everySignal) === true || endpointNames.some((name) => sinks[name].backlog > 0);

  const sending = (): boolean =>
    endpointNames.some((name) => sinks[name].live > 0 || sinks[name].probing);

  // What an ended process left waits from this start on.
  if (spool?.has(everySignal)) spooled = performance.now();
  dispatch();

  return {
    add(parcel) {
      waiting.push(parcel);
      dispatch();
    },
    room: () => waiting.length < laneLimits.pendingBatches,
    idle: () => waiting.length === 0 && sent.size === 0,
    stuck: () => !sending() && waiting.every((one) => isAway(sinkOf(one.signal))),
    setEnding(value) {
      ending = value;
      dispatch();
    },
    setHolding: (value) => void (holding = value),
    stop: () => void (stopped = true),
    held: () => held,
    busy: () => sending() || endpointNames.some((name) => sinks[name].backlog > 0),
    oldest() {
      if (spooled !== undefined && !spoolHolds()) spooled = undefined;
      let first = spooled;
      for (const list of [waiting, sent]) {
        for (const { since } of list) if (first === undefined || since < first) first = since;
      }
      return first;
    },
    spill() {
      const stay = waiting.filter((parcel) => !toSpool(parcel));
      waiting.splice(0, waiting.length, ...stay);
    },
  };
}
