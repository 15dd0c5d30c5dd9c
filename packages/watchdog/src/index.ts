export { type StartWatchdog, startWatchdog } from './start-watchdog.js';
export { resolveWatchdogOptions, type WatchdogOptions } from './watchdog-options.js';
