import { basename } from 'node:path';
import { PROFILE_EVENT } from './profile-line.js';

const INFO = 30;
const MAX_ROWS = 15;
const MAX_NAME = 100;
const MB = 1e6;
/** These hold whatever there is; what is told should lead into the code. */
const PLAIN = /^(?:\(|Array$|Object$|Map$|Set$|Buffer$|Uint8Array$|ArrayBuffer$|system )/;
const CLOSURE = /^\(closure\) (?!\(anonymous\))/;
const NEARLY = 0.7;

/** Objects of one constructor. */
export interface HeldRow {
  name: string;
  /** How many, or how many more than before. */
  count: number;
  /** Bytes that they hold, or by which that has grown. */
  bytes: number;
}

/** What a heap holds, by constructor, the most first. It has names and numbers, and no value. */
export interface HeldObjects {
  /** The snapshot that it was read from. */
  file: string;
  /** Whether it is the growth since an earlier snapshot. */
  grown: boolean;
  rows: HeldRow[];
}

const isRow = (row: unknown): row is HeldRow => {
  const { name, count, bytes } = (row ?? {}) as Partial<HeldRow>;
  return typeof name === 'string' && Number.isFinite(count) && Number.isFinite(bytes);
};

/** Reads what was sent. @throws RangeError if it is something else. */
export function readHeld(text: string): HeldObjects {
  let read: Partial<HeldObjects> | null;
  try {
    read = JSON.parse(text) as typeof read;
  } catch {
    read = null;
  }
  const { file, grown, rows } = read ?? {};
  if (typeof file !== 'string' || !Array.isArray(rows) || !rows.every(isRow)) {
    throw new RangeError('{file, grown, rows: [{name, count, bytes}]}');
  }
  return { file: basename(file).slice(0, MAX_NAME), grown: grown === true, rows };
}

const megabytes = (bytes: number): string => `${(bytes / MB).toFixed(1)} MB`;

/** The line of a heap's summary for the lane, as `docs/fields.md` has it. */
export function heldLine({ file, grown, rows }: HeldObjects): string {
  const shown = rows
    .slice(0, MAX_ROWS)
    .map((row) => ({ ...row, name: row.name.replaceAll(/\s+/g, ' ').slice(0, MAX_NAME) }));
  const [top] = shown;
  const near = shown.filter(({ bytes }) => bytes >= (top?.bytes ?? 0) * NEARLY);
  const told = near.find(({ name }) => CLOSURE.test(name) || !PLAIN.test(name)) ?? top;
  const most = told ? `: most by ${told.name}, ${told.count} with ${megabytes(told.bytes)}` : '';
  return JSON.stringify({
    level: INFO,
    time: Date.now(),
    msg: `${grown ? 'what the heap holds since the snapshot before' : 'what the heap holds'}${most}`,
    event: PROFILE_EVENT,
    'sonde.profile.kind': 'heap',
    'sonde.profile.reason': 'asked',
    'sonde.profile.file': file,
    'sonde.profile.grown': grown,
    'sonde.profile.constructors': shown.map(
      ({ name, count, bytes }) => `${Math.round(bytes)}\t${Math.round(count)}\t${name}`,
    ),
  });
}
