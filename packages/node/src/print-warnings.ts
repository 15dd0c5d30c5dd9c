import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { writeSync } from 'node:fs';
import type { Warning } from '@sonde/pipeline';

const CHANNEL = 'sonde:warning';
const STDERR = 2;
/** A fault that words itself differently each time must not fill the log, nor silence the others. */
const MAX_OF_CODE = 8;
const MAX_PRINTED = 512;
const MAX_CHARACTERS = 500;

/** One line, whatever the text. C0, DEL and C1 would be obeyed by a terminal. */
// oxlint-disable-next-line no-control-regex -- these are what is removed
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

function inWords({ message, expected, got }: Warning): string {
  const details = [
    expected === undefined ? '' : `expected ${expected}`,
    got === undefined ? '' : `got ${got}`,
  ].filter(Boolean);
  const text = details.length > 0 ? `${message} (${details.join(', ')})` : message;
  return text.replace(CONTROLS, ' ').slice(0, MAX_CHARACTERS);
}

/** Prints each warning once on standard error, as `sonde: …`. Returns its undoing. */
export function printWarnings(): () => void {
  const printed = new Set<string>();
  const ofCode = new Map<string, number>();
  const onWarning = (message: unknown): void => {
    try {
      const text = inWords(message as Warning);
      if (printed.has(text) || printed.size >= MAX_PRINTED) return;
      const { code } = message as Warning;
      const count = ofCode.get(code) ?? 0;
      if (count >= MAX_OF_CODE) return;
      ofCode.set(code, count + 1);
      printed.add(text);
      writeSync(STDERR, `sonde: ${text}\n`);
    } catch {
      // Nobody listens on standard error.
    }
  };
  subscribe(CHANNEL, onWarning);
  return () => {
    unsubscribe(CHANNEL, onWarning);
  };
}
