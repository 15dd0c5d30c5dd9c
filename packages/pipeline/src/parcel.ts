/** A batch that is ready to go: encoded, compressed, counted. */
export interface Parcel {
  /** By index; decides the endpoint and who goes first. */
  signal: number;
  /** Records in it. */
  count: number;
  body: Uint8Array;
  gzip: boolean;
  /** To be packed where it goes to disk. */
  packLater?: boolean;
  /** Takes the memory of the body back; absent where others have it too. */
  recycle?: (body: Uint8Array) => void;
  /** When it was made, on the clock of `performance.now()`. */
  since: number;
  /** How often it was sent before. */
  attempts: number;
  /** Frames of the ring that it holds back, for who made it to read; empty once it is in the spool. */
  frames: readonly number[];
  /** Of a part of a parcel: the frames of the whole, which go when no part is left. */
  whole?: { parts: number; frames: readonly number[] };
}

/** The names of the endpoints, by signal index. */
export const endpointOf = ['logs', 'logs', 'traces', 'metrics'] as const;

/** Who goes first, by signal index: errors, metrics, traces, logs. */
export const priorityOf: readonly number[] = [3, 0, 2, 1];
