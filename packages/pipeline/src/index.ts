export { applicationListens } from './at-ends.js';
export { createLane } from './create-lane.js';
export { detectResource } from './detect-resource.js';
export type {
  DropReason,
  Lane,
  Ledger,
  LogEnvelope,
  MetricsRecord,
  Shape,
  Signal,
  SignalLedger,
  SpanRecord,
} from './lane.js';
export { type Endpoint, type LaneOptions, resolveLaneOptions } from './lane-options.js';
export { ownFolder } from './own-folder.js';
export { sharedLane } from './shared-lane.js';
export { type Warn, type Warning, warn } from './warn.js';
