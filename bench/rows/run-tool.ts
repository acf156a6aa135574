import { type Command, type Measurement, measure } from '../common/measure.ts';
import { summarize } from '../common/statistics.ts';
import type { Job, Tool } from './tool.ts';
import type { FloorResult } from './tools/fetch-answer.ts';

type Cost = Pick<Measurement, 'seconds' | 'cpuSeconds' | 'kernelSeconds'>;

/**
 * The cost of one run, and of one run with an answer without rows, which is the start. Floors time themselves, so their
 * start is 0.
 */
export interface ToolRun {
  readonly full: Cost;
  readonly start: Cost;
  readonly peakBytes: number;
}

/** The cost of reading the rows in several runs. The median of all starts is subtracted from each run. */
export function rowCosts(runs: readonly ToolRun[]): readonly Cost[] {
  const startOf = (figure: keyof Cost) => summarize(runs.map(({ start }) => start[figure])).median;
  const seconds = startOf('seconds');
  const cpuSeconds = startOf('cpuSeconds');
  const kernelSeconds = startOf('kernelSeconds');
  return runs.map(({ full }) => ({
    seconds: full.seconds - seconds,
    cpuSeconds: full.cpuSeconds - cpuSeconds,
    kernelSeconds: full.kernelSeconds - kernelSeconds,
  }));
}

/** Runs a tool once. Throws if it fails or reads a wrong number of rows. */
export async function runTool(tool: Tool, job: Job): Promise<ToolRun> {
  const full = await measure(await commandOf(tool, job));
  if (tool.kind === 'floor') return floorRun(full, tool, job);
  refuseOtherCount(full.lines, tool, job);
  const none = { ...job, rows: 0 };
  const start = await measure(await commandOf(tool, none));
  refuseOtherCount(start.lines, tool, none);
  return { full, start, peakBytes: full.peakBytes };
}

async function commandOf(tool: Tool, job: Job): Promise<Command> {
  return { ...(await tool.prepare(job)), cores: tool.cores };
}

function floorRun({ tail, peakBytes }: Measurement, tool: Tool, job: Job): ToolRun {
  const { rows, ...full } = JSON.parse(tail) as FloorResult;
  refuseOtherCount(rows, tool, job);
  return { full, start: { seconds: 0, cpuSeconds: 0, kernelSeconds: 0 }, peakBytes };
}

function refuseOtherCount(rows: number, tool: Tool, job: Job): void {
  if (rows !== job.rows) throw new Error(`${tool.name} read ${rows} rows of ${job.stream}, not ${job.rows}.`);
}
