import { type Command, type Measurement, measure } from '../common/measure.ts';
import { summarize } from '../common/statistics.ts';
import type { Job, Tool } from './tool.ts';
import type { FloorResult } from './tools/fetch-answer.ts';

type Cost = Pick<Measurement, 'seconds' | 'cpuSeconds' | 'kernelSeconds'>;

/** What one run cost, and one on an answer without rows: the start, which is nothing for floors, as they time themselves. */
export interface ToolRun {
  readonly full: Cost;
  readonly start: Cost;
  readonly peakBytes: number;
}

/** What reading the rows cost in several runs, without the start: the median of all starts is taken off each run. */
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

/** Runs a tool once. Throws when it fails or brings another number of rows than the answer holds. */
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
