import { createLane } from './create-lane.js';
import { createIdleLane } from './idle-lane.js';
import type { Lane } from './lane.js';
import { type LaneOptions, resolveLaneOptions } from './lane-options.js';
import { warn } from './warn.js';

const place: unique symbol = Symbol.for('sonde.lane') as never;

function disabled(env: NodeJS.ProcessEnv): boolean {
  return [env['SONDE_DISABLED'], env['OTEL_SDK_DISABLED']].some(
    (value) => value === '1' || value?.toLowerCase() === 'true',
  );
}

/**
 * The one lane of this thread, which every copy of this package finds. The first call starts it.
 * A worker thread of the application has its own; it is flushed when that thread ends by itself, but
 * not when the main thread exits and stops it: Node then runs nothing more in it.
 * With `SONDE_DISABLED` or `OTEL_SDK_DISABLED` it takes nothing and starts nothing.
 *
 * @param options count at the first call only; what they leave open, the environment says.
 */
export function sharedLane(options: Partial<LaneOptions> = {}): Lane {
  const home = globalThis as { [place]?: Lane };
  home[place] ??= disabled(process.env)
    ? createIdleLane()
    : createLane(resolveLaneOptions(options, process.env, warn));
  return home[place];
}
