// The layout of the module's memory, which has a fixed size and no allocator. On the TypeScript side, engine.ts reads
// these numbers through the module's exports, and plan.ts makes the plan that is copied to `PLAN`.

const KIB: usize = 1024;

/** Bytes to leave free after an area: wide loads and stores may reach this far past its end. */
export const SLACK: usize = 64;
/** Longer rows are handed back. This also keeps everything taken from a row small enough for the areas. */
export const MOST_ROW_BYTES: usize = 64 * KIB;

export const EXPECTED: usize = 4 * KIB;
export const MOST_FIELDS: u32 = 255;
export const SLOTS: usize = 8 * KIB;
export const UNKNOWNS: usize = 16 * KIB;
export const SPREAD_UNKNOWNS: usize = 20 * KIB;
/** The limit for the row's own unknown members, and again for those of the grouped object. */
export const MOST_UNKNOWNS: u32 = 128;
export const GROUP_SLOTS: usize = 24 * KIB;
export const MOST_GROUPS: u32 = 64;
export const TIMES: usize = 26 * KIB;
export const MOST_TIMES: u32 = 64;
export const PLAN: usize = 32 * KIB;
export const PLAN_END: usize = 256 * KIB;
export const KEY: usize = 256 * KIB;
export const KEY_END: usize = 384 * KIB;
export const INPUT: usize = 384 * KIB;
export const INPUT_END: usize = 640 * KIB - SLACK;
export const OUTPUT: usize = 640 * KIB;
export const OUTPUT_END: usize = 2048 * KIB - SLACK;

// Exports for the TypeScript side.
export const planStart: u32 = <u32>PLAN;
export const planEnd: u32 = <u32>PLAN_END;
export const inputStart: u32 = <u32>INPUT;
export const inputEnd: u32 = <u32>INPUT_END;
export const outputStart: u32 = <u32>OUTPUT;
export const mostRowBytes: u32 = <u32>MOST_ROW_BYTES;
export const mostFields: u32 = MOST_FIELDS;
export const mostGroups: u32 = MOST_GROUPS;
export const slack: u32 = <u32>SLACK;
