/** Instead of a position: this is no case for the short way. */
export const NOT_HERE: usize = 0;

export const QUOTE: u32 = 34;
export const COMMA: u32 = 44;
export const DASH: u32 = 45;
export const DOT: u32 = 46;
export const ZERO: u32 = 48;
export const BRACKET: u32 = 91;
export const BACKSLASH: u32 = 92;
export const BRACKET_END: u32 = 93;
export const BRACE: u32 = 123;
export const BRACE_END: u32 = 125;

/** Deeper is rare, and has bounds of its own. */
export const MAX_DEPTH: u32 = 5;
/** In one list or object, and all together. */
export const MAX_ITEMS: u32 = 128;
export const MAX_NODES: u32 = 1000;
/** So many digits are exact in a double. */
export const MAX_DIGITS: u32 = 15;
/** No card number is smaller. */
export const FIRST_LONG_NUMBER: u64 = 1_000_000_000_000;
export const STRING_LENGTH: u32 = 4096;
