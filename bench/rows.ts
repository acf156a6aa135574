import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchOptions, numberOption } from './common/options.ts';
import type { Report } from './common/report.ts';
import { makeEnvironments } from './python/environments.ts';
import { benchShape } from './rows/bench-shape.ts';
import { SHAPES, shapeOf } from './rows/shapes.ts';
import type { Tool } from './rows/tool.ts';
import { TOOLS } from './rows/tools.ts';
import { startServer } from './server/start.ts';

const ROUNDS = { full: 5, quick: 2 };

/**
 * Reads the same bytes with every tool. Options: `--shape=events`, `--tool=` with a part of a tool's name,
 * `--megabytes=`, `--rounds=`.
 */
export async function benchRows(options: BenchOptions, report: Report): Promise<void> {
  const size = options.quick ? 'quick' : 'full';
  const wanted = options.value('shape');
  const shapes = wanted === undefined ? SHAPES : [shapeOf(wanted)];
  const part = options.value('tool') ?? '';
  const tools = TOOLS.filter(({ name, isReference }) => isReference === true || name.includes(part));
  const python = tools.some(({ needsPython }) => needsPython) ? await makeEnvironments() : undefined;
  const server = await startServer();
  const folder = await mkdtemp(join(tmpdir(), 'source-pendo-bench-'));
  try {
    for (const shape of shapes) {
      const megabytesFor = (tool: Tool) => numberOption(options, 'megabytes', tool.size[size]);
      const rounds = numberOption(options, 'rounds', ROUNDS[size]);
      await benchShape(
        { shape, tools, megabytesFor, rounds, quick: options.quick, url: server.url, folder, python },
        report,
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
    await server.stop();
  }
}
