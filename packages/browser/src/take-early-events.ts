import { guard } from './guard.js';

/**
 * Takes over from the inline stub, if there is one: it keeps what failed before the script was there
 * in an array at `window.sonde`, and reports at the end of the page what is still in it.
 */
export function takeEarlyEvents(handle: (event: Event) => void): void {
  const { sonde } = window as { sonde?: unknown[] };
  if (!sonde?.splice) return;
  (sonde.splice(0) as Event[]).forEach(guard(handle));
  // It is full, and holds nothing: the stub keeps and reports no more.
  sonde[9] = 1;
}
