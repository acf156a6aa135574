import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchOptions, numberOption } from './common/options.ts';
import { fixed, type Report, threeDigits } from './common/report.ts';
import { summarize } from './common/statistics.ts';
import { rowCosts, runTool, type ToolRun } from './rows/run-tool.ts';
import { rowsFor, shapeOf } from './rows/shapes.ts';
import type { Job } from './rows/tool.ts';
import { fetchAnswer } from './rows/tools/fetch-answer.ts';
import { ourRead } from './rows/tools/our-read.ts';
import { startServer } from './server/start.ts';
import { writeKey } from './server/wanted.ts';

const MEGABYTES = { full: 24, quick: 5 };
const ROUNDS = { full: 5, quick: 2 };
const TIMES = 10;
const GOAL = 10.5;

interface Step {
  readonly job: Job;
  readonly runs: ToolRun[];
}

/** Measures how the cost grows: one answer with event rows, and one with ten times as many. */
export async function benchGrowth(options: BenchOptions, report: Report): Promise<void> {
  const size = options.quick ? 'quick' : 'full';
  const rounds = numberOption(options, 'rounds', ROUNDS[size]);
  const shape = shapeOf('events');
  const few = rowsFor(shape, numberOption(options, 'megabytes', MEGABYTES[size]));
  const tool = ourRead('source-pendo read', { gzip: false, cores: 'one' });
  const server = await startServer();
  const folder = await mkdtemp(join(tmpdir(), 'source-pendo-bench-'));
  try {
    const steps = [few, few * TIMES].map((rows): Step => {
      const wanted = { stream: shape.stream, rows, gzip: false, delayMs: 0 };
      return { job: { ...wanted, shape, url: server.url, folder, python: undefined }, runs: [] };
    });
    for (const { job } of steps) (await fetchAnswer(server.url, writeKey(job), shape.source)).resume();
    for (let round = 0; round < rounds; round += 1) {
      for (const { job, runs } of steps) runs.push(await runTool(tool, job));
    }
    report.heading('Growth');
    report.sentence(`Medians of ${rounds} interleaved rounds; seconds without the start. The goal is ${GOAL} at most.`);
    report.table(['rows of events', 'seconds', 'CPU seconds', 'peak MB'], tableOf(steps));
  } finally {
    await rm(folder, { recursive: true, force: true });
    await server.stop();
  }
}

function tableOf(steps: readonly Step[]): string[][] {
  const figures = steps.map(({ runs }) => {
    const costs = rowCosts(runs);
    const columns = [costs.map((cost) => cost.seconds), costs.map((cost) => cost.cpuSeconds)];
    return [...columns, runs.map(({ peakBytes }) => peakBytes / 1e6)].map((column) => summarize(column).median);
  });
  const [few = [], many = []] = figures;
  const ratios = many.map((value, column) => `${threeDigits(value / (few[column] ?? Number.NaN))}×`);
  return [
    ...steps.map(({ job }, index) => [fixed(job.rows), ...(figures[index] ?? []).map((value) => threeDigits(value))]),
    [`${TIMES}× the rows cost`, ...ratios],
  ];
}
