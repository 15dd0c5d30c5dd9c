// Where things stand in the module's memory. `src/line-memory.ts` reads the same figures.

/** What a run tells: bytes read, bytes written, records, what it stopped at. */
export const RESULT: usize = 1024;
/** 1: each text is for JavaScript to judge. */
export const ALL_TEXTS: usize = 1040;
/** Longest line, in bytes. */
export const LONGEST: usize = 1044;
/** Eight letters of the lane's ids. */
export const LANE: usize = 1048;
/** By byte: letter, digit, mark. */
export const KINDS: usize = 1056;
/** By byte: what a letter behind a backslash stands for. */
export const ESCAPED: usize = 1312;
/** By byte: the value of a hexadecimal digit. */
export const HEX: usize = 1568;
/** By level, 16 bytes each: a length, then both fields of the severity. */
export const SEVERITIES: usize = 1824;
/** Powers of ten, as doubles. */
export const POWERS: usize = 5920;
/** Rows of {@link THIRDS} by the first two letters of a word. */
export const PAIRS: usize = 6144;
export const THIRDS: usize = 38912;
/** Texts that were judged, in slots: a length and {@link KNOWN_BYTES}. */
export const KNOWN: usize = 104448;
export const KNOWN_SLOTS: u32 = 1024;
export const KNOWN_BYTES: u32 = 124;
/** First keys by hash. */
export const KEY_SLOTS: usize = 235520;
export const KEY_SLOT_COUNT: u32 = 2048;
/** The key before the first one of a line. */
export const NO_KEY: usize = 243712;
export const KEYS: usize = 243776;
export const KEYS_END: usize = 374848;
/** Frames as they stand in the ring. */
export const INPUT: usize = 374848;
export const OUTPUT: usize = 440448;
export const OUTPUT_END: usize = 655360;
