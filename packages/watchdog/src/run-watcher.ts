import { setImmediate, setTimeout } from 'node:timers';
import { askMainThread } from './ask-main-thread.js';
import { blockingFrame, blockLine, frameName } from './block-line.js';
import { word } from './heart.js';
import { createBlockReader, type Given } from './look-into-block.js';
import { monotonicMs } from './monotonic.js';
import { createShareReader, longestWait, readThreadWaits, type Share } from './starvation.js';
import { createTokenBucket } from './token-bucket.js';
import type { BlockDismissed, BlockSeen, BlockTold, WatcherData } from './watchdog-messages.js';

/**
 * A thread is asked when this part of the threshold went by without a beat, and again so long after
 * the callback that it answered in is over. Soon enough to prove a callback of half more than the threshold.
 */
const LOOK_SHARE = 0.4;
/** Beats that come late by less are the timer's own way. */
const LATE_BEATS = 1.75;
/** Looks into one callback. */
const MAX_LOOKS = 6;
/** A question costs the asked thread a third of a millisecond: 1 % of its time at the most. */
const QUESTIONS = { burst: 30, perSecond: 30 };
/** Records a second; the metric counts the others. */
const RECORDS = { burst: 50, perSecond: 1 };
const MAX_PENDING = 64;
/** As long as all is well this thread sleeps in V8, which is a tenth of what a timer costs, and turns its loop so seldom. */
const TURN_MS = 100;
/** A process that was stopped was so in all its threads. */
const STOPPED_SHARE = 0.8;

interface Moment {
  at: number;
  share: Share | undefined;
  waits: ReadonlyMap<string, number>;
  /** How long this thread itself had been kept from running. */
  stalled: number;
}

/**
 * The watching thread's life.
 *
 * @param tell answers the watched thread what a block was, or that it was none.
 * @param profileAfter may begin a profile, and gives the name of its file.
 */
export function runWatcher(
  { memory, beatEvery, canAsk }: WatcherData,
  tell: (told: BlockTold | BlockDismissed) => void,
  profileAfter: (durationMs: number) => string | undefined,
): (seen: BlockSeen) => void {
  let lookAfter = 0;
  const tick = beatEvery / 2;
  const readShare = createShareReader();
  const readBlock = createBlockReader();
  const mayAsk = createTokenBucket(QUESTIONS.burst, QUESTIONS.perSecond);
  const mayRecord = createTokenBucket(RECORDS.burst, RECORDS.perSecond);
  const moments: Moment[] = [];
  let beat = -1;
  let asking = false;
  let askedAt: number | undefined;
  let looks = 0;
  let nextLag = 0;
  let endedSeen = 0;
  let stalled = 0;
  let due = monotonicMs();
  let skipped = 0;

  function ask(now: number): void {
    const started = askMainThread(memory, now, () => {
      asking = false;
    });
    if (!started) return;
    asking = true;
    askedAt = now;
    moments.push({ at: now, share: readShare(), waits: readThreadWaits(), stalled });
    if (moments.length > MAX_PENDING) moments.shift();
  }

  /** The shared word holds the low 32 bits of a time. */
  const sinceBeat = (now: number): number =>
    (Math.trunc(now) - Atomics.load(memory, word.beatAt)) | 0;

  function look(now: number): void {
    const latest = Atomics.load(memory, word.beat);
    if (latest !== beat) {
      beat = latest;
      askedAt = undefined;
      looks = 0;
      const thresholdMs = Atomics.load(memory, word.threshold);
      lookAfter = Math.max(thresholdMs * LOOK_SHARE, beatEvery * LATE_BEATS);
      nextLag = lookAfter;
    }
    // Before its first beat the application still loads.
    if (latest === 0 || asking) return;
    // A question could be where the person's own pause comes to hold.
    if (Atomics.load(memory, word.inspected) === 1) return;
    const ended = Atomics.load(memory, word.ended);
    const lag = sinceBeat(now);
    if (askedAt !== undefined && ended !== endedSeen) {
      // The callback that was looked at is over, and still no beat: another one runs now.
      if (now - askedAt < lookAfter) return;
      looks = 0;
    } else if (lag < nextLag || looks >= MAX_LOOKS) return;
    if (!mayAsk(now)) return;
    endedSeen = ended;
    nextLag = lag * 2;
    looks++;
    ask(now);
  }

  /** While beats come in time, the next look is due when the next one would be late. */
  function untilNext(now: number): number {
    const age = sinceBeat(now);
    return age >= 0 && age < lookAfter ? Math.max(tick / 2, lookAfter - age) : tick;
  }

  /** What was asked of the watched thread comes back through this thread's loop. */
  const mayStay = (): boolean => !asking && Atomics.load(memory, word.profiling) === 0;

  let called = 0;
  function wake(): void {
    const turn = monotonicMs() + TURN_MS;
    for (;;) {
      const now = monotonicMs();
      stalled += Math.max(0, now - due - tick);
      look(now);
      const delay = untilNext(now);
      due = now + delay;
      if (!mayStay()) {
        setTimeout(wake, delay);
        return;
      }
      if (Atomics.wait(memory, word.called, called, delay) !== 'timed-out' || due >= turn) break;
    }
    called = Atomics.load(memory, word.called);
    setImmediate(wake);
  }
  // There nobody can be asked: what is seen is handed over.
  if (canAsk) wake();

  /** From the first certain moment of the block to its end. */
  function givenIn({ proof, shareAtEnd: share, waitsAtEnd }: BlockSeen): Given {
    if (!proof) return { starvedMs: 0 };
    const moment = moments.findLast(({ at }) => at <= proof.provenFrom) ?? moments[0];
    if (!moment) return { starvedMs: 0 };
    const own = stalled - moment.stalled;
    if (!share || !moment.share) return { starvedMs: own };
    const cpuMs = share.ran - moment.share.ran;
    const waited = share.waited - moment.share.waited;
    // Neither running nor ready to run: in a system call, or stopped with all of the process.
    const away = Math.max(0, proof.to - moment.at - cpuMs - waited);
    const helpers = longestWait(moment.waits, waitsAtEnd ?? moment.waits);
    const stopped = own > away * STOPPED_SHARE ? away : Math.min(away, helpers);
    return { cpuMs, starvedMs: waited + stopped };
  }

  return (seen) => {
    const now = monotonicMs();
    const block = readBlock(seen, givenIn(seen));
    if (block) {
      const frame = blockingFrame(block.frames);
      const told: BlockTold = { id: seen.id, durationMs: block.durationMs, work: block.work };
      if (frame) told.name = frameName(frame);
      if (mayRecord(now)) {
        const profile = profileAfter(block.durationMs);
        told.line = blockLine({ ...block, skipped, ...(profile ? { profile } : {}) });
        skipped = 0;
      } else skipped++;
      tell(told);
    } else tell({ dismissed: seen.id });
    // Our own work is no sign of a machine that is short of processors.
    due = Math.max(due, monotonicMs());
  };
}
