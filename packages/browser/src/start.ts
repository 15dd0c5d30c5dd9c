import { type Beacon, createBeacon } from './create-beacon.js';
import { errors } from './errors.js';
import type { BeaconOptions } from './options.js';
import { pageViews } from './page-views.js';
import { tracing } from './tracing.js';
import { vitals } from './vitals.js';

/** Starts a beacon with everything: errors, spans, web vitals and page views. */
export function start(options: BeaconOptions): Beacon {
  return createBeacon(options, [errors, tracing, vitals, pageViews]);
}
