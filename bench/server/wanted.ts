import { type Shape, shapeOf } from '../rows/shapes.ts';

/** The answer that a tool should get. It is encoded in the integration key. */
export interface Wanted {
  readonly stream: Shape['stream'];
  readonly rows: number;
  readonly gzip: boolean;
  /** How long each answer is delayed. */
  readonly delayMs: number;
}

export function writeKey({ stream, rows, gzip, delayMs }: Wanted): string {
  return [stream, rows, gzip ? 'gzip' : 'plain', delayMs].join('.');
}

/** The inverse of writeKey. Throws for any other key. */
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
