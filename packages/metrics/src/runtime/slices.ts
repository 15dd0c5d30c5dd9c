/** Milliseconds that the gauges of "the last 10 s" look back. */
export const WINDOW_MS = 10_000;
/** Milliseconds of one slice of the window. */
export const SLICE_MS = 1000;
