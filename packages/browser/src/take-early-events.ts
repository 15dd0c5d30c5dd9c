import { guard } from './guard.js';

/** What the inline stub leaves at `window.sonde`: events from before the script was there. */
export interface EarlyEvents {
  /** Emptied by the beacon, which also tells the stub that it is not needed any more. */
  q?: Event[] | undefined;
}

/** Takes over from the inline stub, if there is one. */
export function takeEarlyEvents(handle: (event: Event) => void): void {
  const stub = (window as { sonde?: EarlyEvents }).sonde;
  const early = stub?.q;
  if (!stub || !Array.isArray(early)) return;
  stub.q = undefined;
  early.forEach(guard(handle));
}
