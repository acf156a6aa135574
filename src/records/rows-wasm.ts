/**
 * Built from `engine/assembly/` by `npm run build`. The relative path is the same from this folder and from dist/app/.
 */
export const ROWS_WASM = new URL('../../dist/records/rows.wasm', import.meta.url);
