/** What `npm run build` makes of `engine/assembly/`. Here, since the path is the same from this folder and from dist/app/. */
export const ROWS_WASM = new URL('../../dist/records/rows.wasm', import.meta.url);
