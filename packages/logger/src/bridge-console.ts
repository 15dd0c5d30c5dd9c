import { format, types } from 'node:util';
import { sharedLane } from '@sonde/pipeline';
import { correlation } from './correlation.js';
import { recordLine } from './record-line.js';

const LEVELS = { debug: 20, log: 30, info: 30, warn: 40, error: 50 } as const;

type Method = keyof typeof LEVELS;

const BRIDGED = Symbol.for('sonde.consoleBridged');

const isError = (value: unknown): value is Error => types.isNativeError(value);

function record(method: Method, args: unknown[]): void {
  const level = LEVELS[method];
  const err = args.find(isError);
  const texts = args.map((value) => (isError(value) ? `${value.name}: ${value.message}` : value));
  const line = recordLine({
    level,
    time: Date.now(),
    name: 'console',
    ...(err ? { err } : {}),
    msg: args.length === 1 && err ? err.message : format(...texts),
    ...correlation(),
  });
  sharedLane().offer('logs', line, level);
}

/**
 * Makes what the application prints by `console` into records too. What is printed stays as it was.
 * Calling it twice changes nothing.
 *
 * @returns a function that undoes it. A wrapper that somebody put around `console` since stays.
 */
export function bridgeConsole(): () => void {
  const target = console as Console & { [BRIDGED]?: true };
  if (target[BRIDGED]) return () => undefined;
  target[BRIDGED] = true;
  let recording = false;
  let undone = false;
  const undo: (() => void)[] = [];
  for (const method of Object.keys(LEVELS) as Method[]) {
    const original = target[method];
    const bridged = function bridged(this: unknown, ...args: unknown[]): void {
      original.apply(this, args);
      if (recording || undone) return;
      recording = true;
      try {
        record(method, args);
      } catch {
        // An argument that can't be formatted has been shown by Node in its own way already.
      } finally {
        recording = false;
      }
    };
    Object.defineProperty(bridged, 'name', { value: method });
    target[method] = bridged;
    undo.push(() => {
      if (target[method] === bridged) target[method] = original;
    });
  }
  return () => {
    undone = true;
    for (const restore of undo) restore();
    delete target[BRIDGED];
  };
}
