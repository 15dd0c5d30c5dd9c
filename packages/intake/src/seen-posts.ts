const MOST = 4_096;

export interface SeenPosts {
  /** True the first time. */
  enter(id: string): boolean;
}

/**
 * The ids of the last posts: a beacon that did not hear the answer posts again, and its records are
 * to be told once.
 */
export function createSeenPosts(): SeenPosts {
  const ids = new Set<string>();
  return {
    enter(id) {
      if (ids.has(id)) return false;
      if (ids.size >= MOST) ids.delete(ids.values().next().value as string);
      ids.add(id);
      return true;
    },
  };
}
