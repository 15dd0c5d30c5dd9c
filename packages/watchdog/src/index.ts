export { type CrashStory, createCrashStory } from './crash/crash-story.js';
export { createDelays, type Delays } from './delays.js';
export { type HeapOptions, resolveHeapOptions } from './heap/heap-options.js';
export { type StartHeapWatch, startHeapWatch } from './heap/start-heap-watch.js';
export { fileName as profileName } from './profile/profile-folder.js';
export { type ProfileOptions, resolveProfileOptions } from './profile/profile-options.js';
export { hottest, type ProfileNode, profileTree } from './profile/profile-tree.js';
export { type StartWatchdog, startWatchdog } from './start-watchdog.js';
export { resolveWatchdogOptions, type WatchdogOptions } from './watchdog-options.js';
