import { setInterval } from 'node:timers';
import { createRedactor, type RedactionOptions } from '@sonde/redaction';
import { word } from '../heart.js';
import { boxPath, type CrashNotes, takeBoxes, writeBox } from './crash-box.js';
import { crashLine } from './crash-line.js';
import type { RawNotes } from './crash-story.js';
import { readable } from './log-lines.js';

const MAX_LINES = 50;
const LOOK_MS = 200;
const MEMORY_STEP = 16 * 1024 * 1024;

export interface KeepNotes {
  folder: string;
  service: string;
  /** Milliseconds since the epoch. */
  started: number;
  redaction: RedactionOptions;
  memory: Int32Array;
  /** Takes the line of a process that was gone without a word. */
  tell: (line: string) => void;
}

/** Tells of processes that are gone, and writes down what this one is at, redacted. */
export function keepNotes(options: KeepNotes): (notes: RawNotes) => void {
  const { folder, service, started, redaction, memory, tell } = options;
  for (const notes of takeBoxes(folder, service)) tell(crashLine(notes));
  const path = boxPath(folder, service);
  const redactor = createRedactor(redaction);
  const redact = (texts: readonly string[]): string[] => texts.map((text) => redactor.text(text));
  let lines: string[] = [];
  let last: CrashNotes | undefined;

  function write(notes: CrashNotes): void {
    last = notes;
    // The thread that ends waits for one that is being written, and takes it away.
    Atomics.store(memory, word.noting, 1);
    try {
      if (Atomics.load(memory, word.silent) === 0) writeBox(path, notes);
    } catch {
      // A full disk: the next notes may fit.
    } finally {
      Atomics.store(memory, word.noting, 0);
    }
  }

  // A thread that fills its heap without a pause can't say so; what the process holds can be seen here.
  const timer = setInterval(() => {
    if (!last) return;
    const rss = process.memoryUsage.rss();
    const more = rss - last.memory.rss;
    if (more < MEMORY_STEP) return;
    const used = Math.min(last.memory.limit, last.memory.used + more);
    write({ ...last, time: Date.now(), memory: { ...last.memory, used, rss } });
  }, LOOK_MS);
  timer.unref();

  return (raw) => {
    lines = [...lines, ...redact(raw.lines.map(readable))].slice(-MAX_LINES);
    const blocks = redact(raw.blocks);
    const requests = redact(raw.requests);
    write({ ...raw, service, pid: process.pid, started, blocks, requests, lines });
  };
}
