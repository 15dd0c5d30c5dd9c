// What JavaScript is asked for.

/** The whole judgement of a text: 0 it holds something, 1 nothing, 2 nothing and never will. */
export declare function judgeText(start: usize, end: usize): i32;

/** Whether a whole number is none that is to be redacted. */
export declare function judgeNumber(value: f64): i32;

/**
 * Judges a key that was not met before and writes what is to be known of it behind its first eight bytes.
 * Returns the bytes that it takes in all.
 */
export declare function judgeKey(start: usize, end: usize, entry: usize): i32;
