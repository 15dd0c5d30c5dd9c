/** One record as it lies in the ring. Good until the next one is read. */
export interface RingFrame {
  /** Names the record for {@link RingReader.done}. */
  token: number;
  signal: number;
  shape: number;
  level: number;
  sequence: number;
  /** Where it stands: in the ring's memory until `release`, or in that of a block. */
  bytes: Buffer;
  start: number;
  /** Past its last byte. */
  end: number;
  /** How many workers died while they mapped it, 2 at most. */
  deaths: number;
}

/** Records of the ring as bytes. Good until more is read. */
export interface RingWindow {
  bytes: Buffer;
  start: number;
  /** Past the last byte that is there now; the last frame may be cut. */
  end: number;
  /** Names the place of `start` among all that `bytes` ever held. */
  position: number;
  /** Frames of the ring, padded; else of a block. */
  isRing: boolean;
  signal: number;
}

/** A frame's record as text. */
export const frameText = ({ bytes, start, end }: RingFrame): string =>
  bytes.toString('utf8', start, end);
