/** A kind of rows: what one stream reads. */
export interface Shape {
  /** The name of our stream, which is also tap-pendo's. */
  readonly stream: 'events' | 'page_events' | 'guide_events' | 'visitors';
  /** Pendo's name of the source. */
  readonly source: 'events' | 'pageEvents' | 'guideEvents' | 'visitors';
  readonly title: string;
  /** Bytes of a row, about: so that the same `--megabytes` means more rows of a small shape. */
  readonly bytesPerRow: number;
}

export const SHAPES: readonly Shape[] = [
  { stream: 'events', source: 'events', title: 'events', bytesPerRow: 735 },
  { stream: 'page_events', source: 'pageEvents', title: 'page_events with parameters', bytesPerRow: 770 },
  { stream: 'guide_events', source: 'guideEvents', title: 'guide_events', bytesPerRow: 850 },
  { stream: 'visitors', source: 'visitors', title: 'visitors with wide metadata', bytesPerRow: 2600 },
];

export function shapeOf(stream: string): Shape {
  const shape = SHAPES.find((known) => known.stream === stream);
  if (shape !== undefined) return shape;
  throw new Error(`There is no shape ${stream}; there are ${SHAPES.map((known) => known.stream).join(', ')}.`);
}

/** Rows come in steps of so many: an answer is put together of prepared pieces. */
export const ROWS_PER_PIECE = 500;

/** Whole pieces of rows for a size of the answer, in megabytes of JSON. */
export function rowsFor(shape: Shape, megabytes: number): number {
  return Math.max(1, Math.round((megabytes * 1e6) / shape.bytesPerRow / ROWS_PER_PIECE)) * ROWS_PER_PIECE;
}
