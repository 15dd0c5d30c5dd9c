// A lane that takes everything and keeps nothing: what the sources cost by themselves.
const signals = {};
for (const signal of ['logs', 'errors', 'traces', 'metrics']) {
  signals[signal] = { accepted: 0, delivered: 0, dropped: {}, queued: 0 };
}
globalThis[Symbol.for('sonde.lane')] = {
  offer: () => true,
  offerBytes: () => true,
  flush: async () => true,
  flushSync: () => true,
  ledger: () => ({ signals, retries: 0, spoolBytes: 0 }),
  close: async () => {},
};
