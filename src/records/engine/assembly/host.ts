// What the TypeScript side does for the engine.

/** Numbers the rows of one key, whose hash is given in two halves. */
export declare function rowNumber(high: u32, low: u32): u32;
/** Whether the row is emitted; NaN for a row without a cursor. */
export declare function keeps(cursorMs: f64): u32;
export declare function isUtf8(from: usize, to: usize): u32;
