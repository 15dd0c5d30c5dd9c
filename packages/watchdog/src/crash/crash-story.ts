import { clearInterval, setInterval } from 'node:timers';
import { getHeapStatistics } from 'node:v8';
import type { Lane } from '@sonde/pipeline';
import { heapLimit } from '../heap/heap-limit.js';
import type { CrashNotes } from './crash-box.js';
import { crashFields } from './crash-line.js';
import { createLogLines, readable } from './log-lines.js';
import { createOpenRequests, type OpenRequests } from './open-requests.js';

const MAX_BLOCKS = 10;
const NOTE_MS = 1000;
/** This much more, and it is noted even while nothing is served. */
const MEMORY_STEP = 16 * 1024 * 1024;

/** What is handed to the thread that writes it down; its lines are as they were logged. */
export type RawNotes = Omit<CrashNotes, 'service' | 'pid' | 'started'>;

/** What this thread was at lately: for the record of its end. */
export interface CrashStory {
  readonly requests: OpenRequests;
  block(text: string): void;
  /** How the heap grows, in words; undefined: it does not. */
  readonly heap: (trend: string | undefined) => void;
  /** The fields of the record of an error that ends the process. Never throws. */
  readonly fields: () => Record<string, unknown>;
  /** Hands over what is new, once a second. @returns its undoing. */
  follow(note: (notes: RawNotes) => void): () => void;
  /** The end is an orderly one: what lies on disk is taken away. Set by who writes it. */
  end: () => void;
}

/** Watches what goes into the lane. */
export function createCrashStory(lane: Lane): CrashStory {
  const lines = createLogLines();
  const requests = createOpenRequests();
  const blocks: string[] = [];
  const container = process.constrainedMemory();
  const limit = heapLimit();
  let trend: string | undefined;

  const offer = lane.offer.bind(lane);
  lane.offer = (signal, json, level, shape) => {
    if (signal === 'logs' && shape !== 'otlp') lines.add(json);
    return offer(signal, json, level, shape);
  };

  function memory(): CrashNotes['memory'] {
    const { used_heap_size: used } = getHeapStatistics();
    return {
      used,
      limit,
      rss: process.memoryUsage.rss(),
      // Without a limit Node tells none, or more than any machine has.
      ...(container > 0 && container < 2 ** 50 ? { container } : {}),
      ...(trend === undefined ? {} : { trend }),
    };
  }

  return {
    requests,
    block(text) {
      blocks.push(text);
      if (blocks.length > MAX_BLOCKS) blocks.shift();
    },
    heap(told) {
      trend = told;
    },
    fields() {
      try {
        return crashFields({
          memory: memory(),
          blocks,
          requests: requests.told(Date.now()),
          lines: lines.all().map(readable),
        });
      } catch {
        return {};
      }
    },
    follow(note) {
      let last = { used: 0, open: '' };
      const timer = setInterval(() => {
        const fresh = lines.fresh();
        const open = requests.told(Date.now());
        const now = memory();
        const same = Math.abs(now.used - last.used) < MEMORY_STEP && open.length === 0;
        if (fresh.length === 0 && same && last.open === '') return;
        last = { used: now.used, open: open.join() };
        note({ time: Date.now(), memory: now, blocks: [...blocks], requests: open, lines: fresh });
      }, NOTE_MS);
      timer.unref();
      return () => clearInterval(timer);
    },
    end: () => {},
  };
}
