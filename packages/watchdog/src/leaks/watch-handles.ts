import { clearInterval, setInterval } from 'node:timers';
import { type Floor, fitGrowth } from '../heap/fit-growth.js';

/** What comes and goes is at its least somewhere within this. */
const FLOOR_MS = 30_000;
const MAX_FLOORS = 64;
const MAX_TYPES = 32;
const LEAST_RISE = 100;
const LEAST_AGE_MS = 300_000;
const LASTING = 0.7;
/** Told again when it has doubled. */
const AGAIN = 2;

/** More and more of something that keeps the loop busy. */
export interface HandleGrowth {
  /** Node's name for it: `TCPSocketWrap`, `Timeout`, … */
  type: string;
  count: number;
  rise: number;
  /** Milliseconds since the epoch. */
  since: number;
}

interface Watched {
  floors: Floor[];
  least: number;
  toldRise: number;
}

function countByType(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const type of process.getActiveResourcesInfo()) {
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return counts;
}

/**
 * Watches the least number of sockets, timers and other handles of each half minute. One that rises for
 * five minutes without slowing down is told.
 *
 * @param now milliseconds since the epoch.
 * @param lookMs between two looks.
 * @returns its undoing.
 */
export function watchHandles(
  tell: (growth: HandleGrowth) => void,
  now: () => number,
  lookMs: number,
): () => void {
  const all = new Map<string, Watched>();
  let floorAt = now();

  function judge(type: string, watched: Watched, time: number): void {
    const growth = fitGrowth(watched.floors);
    if (!growth || growth.rise < LEAST_RISE) {
      watched.toldRise = 0;
      return;
    }
    if (time - growth.since < LEAST_AGE_MS || growth.lasting < LASTING) return;
    if (growth.rise < watched.toldRise * AGAIN) return;
    watched.toldRise = growth.rise;
    tell({
      type,
      count: watched.floors.at(-1)?.bytes ?? 0,
      rise: growth.rise,
      since: growth.since,
    });
  }

  const timer = setInterval(() => {
    const counts = countByType();
    for (const type of counts.keys()) {
      if (!all.has(type) && all.size < MAX_TYPES) {
        all.set(type, { floors: [], least: Infinity, toldRise: 0 });
      }
    }
    for (const [type, watched] of all) {
      watched.least = Math.min(watched.least, counts.get(type) ?? 0);
    }
    const time = now();
    if (time - floorAt < FLOOR_MS) return;
    floorAt = time;
    for (const [type, watched] of all) {
      if (watched.floors.length >= MAX_FLOORS) {
        watched.floors = watched.floors.filter((_, index) => index % 2 === 0);
      }
      watched.floors.push({ time, bytes: watched.least });
      watched.least = Infinity;
      judge(type, watched, time);
    }
  }, lookMs);
  timer.unref();
  return () => clearInterval(timer);
}
