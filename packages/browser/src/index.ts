export { type Beacon, createBeacon } from './create-beacon.js';
export { errors } from './errors.js';
export type { Feature, FeatureContext } from './feature.js';
export type { BeaconOptions } from './options.js';
export type { AttributeValue, PageRecord, Urgency } from './page-record.js';
export { pageViews } from './page-views.js';
export { start } from './start.js';
export { tracing } from './tracing.js';
export { vitals } from './vitals.js';
