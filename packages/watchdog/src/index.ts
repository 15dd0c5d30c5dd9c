export { type HeapOptions, resolveHeapOptions } from './heap/heap-options.js';
export { type StartHeapWatch, startHeapWatch } from './heap/start-heap-watch.js';
export { type StartWatchdog, startWatchdog } from './start-watchdog.js';
export { resolveWatchdogOptions, type WatchdogOptions } from './watchdog-options.js';
