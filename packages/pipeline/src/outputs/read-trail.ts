/** What was done before an error. */
export interface TrailStep {
  /** Milliseconds since the epoch; absent if it was not told. */
  time?: number;
  what: string;
}

/** Of a longer one the last steps count. */
const MAX_STEPS = 100;

/** `sonde.error.trail`, oldest first; empty for what is none. */
export function readTrail(trail: unknown): TrailStep[] {
  if (typeof trail !== 'string') return [];
  try {
    const list: unknown = JSON.parse(trail);
    return (Array.isArray(list) ? list : []).slice(-MAX_STEPS).flatMap((one: unknown) => {
      const { time, what } = (one ?? {}) as { time?: unknown; what?: unknown };
      if (typeof what !== 'string') return [];
      return [Number.isFinite(time) ? { time: time as number, what } : { what }];
    });
  } catch {
    return [];
  }
}
