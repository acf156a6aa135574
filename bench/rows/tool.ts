import type { Command } from '../common/measure.ts';
import type { Environments } from '../python/environments.ts';
import type { Wanted } from '../server/wanted.ts';
import type { Shape } from './shapes.ts';

/** A job for one tool: read this many rows of this shape. */
export interface Job extends Wanted {
  readonly shape: Shape;
  readonly url: string;
  /** For the tool's own files. */
  readonly folder: string;
  /** Undefined if no chosen tool needs Python. */
  readonly python: Environments | undefined;
}

export interface Size {
  /** Megabytes of JSON. */
  readonly full: number;
  /** Megabytes of JSON with `--quick`. */
  readonly quick: number;
  /** The most rounds, or one with `--quick`. Absent: as many as for the fast tools. */
  readonly rounds?: number;
}

export const FAST: Size = { full: 80, quick: 24 };

export interface Tool {
  readonly name: string;
  /**
   * `floor`: it times its own work and prints the figures. `command`: it is timed from outside, also for an answer
   * without rows, whose time is subtracted as its start.
   */
  readonly kind: 'floor' | 'command';
  /** Whether all other tools are compared with this one. */
  readonly isReference?: boolean;
  readonly needsPython?: boolean;
  readonly gzip: boolean;
  readonly cores: Command['cores'];
  /** Slow tools read only the first rows of the same answer. */
  readonly size: Size;
  prepare(job: Job): Promise<Pick<Command, 'argv' | 'linePrefix'>>;
}
