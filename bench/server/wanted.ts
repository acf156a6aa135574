import { type Shape, shapeOf } from '../rows/shapes.ts';

/** The answer that a tool wants; it travels in the integration key. */
export interface Wanted {
  readonly stream: Shape['stream'];
  readonly rows: number;
  readonly gzip: boolean;
  /** How long each answer is held back. */
  readonly delayMs: number;
}

export function writeKey({ stream, rows, gzip, delayMs }: Wanted): string {
  return [stream, rows, gzip ? 'gzip' : 'plain', delayMs].join('.');
}

/** Undoes writeKey; throws for any other key. */
export function readKey(key: string): Wanted & Pick<Shape, 'source'> {
  const [stream = '', rows, encoding, delayMs] = key.split('.');
  const shape = shapeOf(stream);
  return {
    stream: shape.stream,
    source: shape.source,
    rows: Number(rows),
    gzip: encoding === 'gzip',
    delayMs: Number(delayMs),
  };
}
