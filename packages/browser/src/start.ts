import { type Beacon, createBeacon } from './create-beacon.js';
import { debugIds } from './debug-ids.js';
import { errors } from './errors.js';
import { longFrames } from './long-frames.js';
import type { BeaconOptions } from './options.js';
import { pageViews } from './page-views.js';
import { retry } from './retry.js';
import { storage } from './storage.js';
import { tracing } from './tracing.js';
import { trail } from './trail.js';
import { vitals } from './vitals.js';
import { workerErrors } from './worker-errors.js';

/** Starts a beacon with everything but what is on request ({@link consoleErrors}). */
export function start(options: BeaconOptions): Beacon {
  return createBeacon(options, [
    storage,
    retry,
    trail,
    debugIds,
    errors,
    workerErrors,
    tracing,
    vitals,
    longFrames,
    pageViews,
  ]);
}
