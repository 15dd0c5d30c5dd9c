import type { Feature } from './feature.js';
import { recordError } from './record-error.js';

/** What the page says with `console.error`, where it is asked for: name this feature. */
export const consoleErrors: Feature = (context) => {
  // oxlint-disable no-console -- it is what is watched
  const original = console.error;
  let inside = false;
  const watched = (...given: unknown[]): void => {
    original.apply(console, given);
    if (inside) return;
    inside = true;
    try {
      const error = given.find((value) => value instanceof Error);
      recordError(
        context,
        error ?? { name: 'console.error', message: given.map(String).join(' ') },
        'console',
      );
    } catch {
      // The page comes first.
    }
    inside = false;
  };
  console.error = watched;
  return () => {
    if (console.error === watched) console.error = original;
  };
};
