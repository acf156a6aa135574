/** A kind of rows: those of one stream. */
export interface Shape {
  /** The name of the stream, which is the same in tap-pendo. */
  readonly stream: 'events' | 'page_events' | 'guide_events' | 'visitors';
  /** Pendo's name of the source. */
  readonly source: 'events' | 'pageEvents' | 'guideEvents' | 'visitors';
  readonly title: string;
  /** Approximate size, so that the same `--megabytes` means more rows for a small shape. */
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

/** Answers are composed of prepared pieces with this many rows. */
export const ROWS_PER_PIECE = 500;

/** The number of rows for an answer of this size, in whole pieces. */
export function rowsFor(shape: Shape, megabytes: number): number {
  return Math.max(1, Math.round((megabytes * 1e6) / shape.bytesPerRow / ROWS_PER_PIECE)) * ROWS_PER_PIECE;
}
