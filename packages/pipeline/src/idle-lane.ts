import type { Lane, SignalLedger } from './lane.js';

/** A lane that is switched off: it takes nothing, and so has lost nothing. */
export function createIdleLane(): Lane {
  const none = (): SignalLedger => ({ accepted: 0, delivered: 0, dropped: {}, queued: 0 });
  return {
    offer: () => false,
    flush: () => Promise.resolve(true),
    flushSync: () => true,
    ledger: () => ({
      signals: { logs: none(), errors: none(), traces: none(), metrics: none() },
      retries: 0,
      spoolBytes: 0,
    }),
    close: () => Promise.resolve(),
  };
}
