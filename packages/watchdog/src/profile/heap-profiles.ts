import type { HeapProfile } from '../heap/heap-profile.js';

/** The way of a profile from the one who found a growth to the thread that writes files. */
export interface HeapProfiles {
  /**
   * Set by who writes.
   *
   * @returns the name of the file that it will lie in; undefined: none is written.
   */
  keep: (profile: HeapProfile) => string | undefined;
}

export function createHeapProfiles(): HeapProfiles {
  return { keep: () => undefined };
}
