import type { Command } from '../common/measure.ts';
import type { Environments } from '../python/environments.ts';
import type { Wanted } from '../server/wanted.ts';
import type { Shape } from './shapes.ts';

/** A question to one tool: this many rows of this shape. */
export interface Job extends Wanted {
  readonly shape: Shape;
  readonly url: string;
  /** For files of its own. */
  readonly folder: string;
  /** Undefined when no chosen tool needs one. */
  readonly python: Environments | undefined;
}

export interface Size {
  /** Megabytes of JSON. */
  readonly usual: number;
  /** The same with `--quick`. */
  readonly quick: number;
  /** At most so many rounds, and one with `--quick`; absent: as many as the fast tools. */
  readonly rounds?: number;
}

export const FAST: Size = { usual: 80, quick: 24 };

export interface Tool {
  readonly name: string;
  /**
   * `floor`: it times its own work and prints the figures. `command`: it is timed from outside, with an answer without
   * rows too, whose time is taken off as its start.
   */
  readonly kind: 'floor' | 'command';
  /** The one to which all others are compared. */
  readonly isReference?: boolean;
  readonly needsPython?: boolean;
  readonly gzip: boolean;
  readonly cores: Command['cores'];
  /** Slow tools read less of the same answer: its first rows. */
  readonly size: Size;
  prepare(job: Job): Promise<Pick<Command, 'argv' | 'linePrefix'>>;
}
