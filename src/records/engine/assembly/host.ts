// Functions that the TypeScript side provides.

/** Returns the number of the next row with this key, whose hash is given in two halves. */
export declare function rowNumber(high: u32, low: u32): u32;
/** Whether to emit the row. `cursorMs` is NaN for a row without a cursor. */
export declare function keeps(cursorMs: f64): u32;
export declare function isUtf8(from: usize, to: usize): u32;
