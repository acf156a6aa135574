import { type Command, type Measurement, measure } from '../common/measure.ts';
import type { Job, Tool } from './tool.ts';
import type { FloorResult } from './tools/fetch-answer.ts';

/** What reading the rows cost, without the start of the process. */
export interface ToolRun {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  /** What the tool costs with an answer that holds no row; undefined for floors, which time themselves. */
  readonly startSeconds: number | undefined;
}

/** Runs a tool once. Throws when it fails or brings another number of rows than the answer holds. */
export async function runTool(tool: Tool, job: Job): Promise<ToolRun> {
  const full = await measure(await commandOf(tool, job));
  if (tool.kind === 'floor') return floorRun(full, tool, job);
  refuseOtherCount(full.lines, tool, job);
  const none = { ...job, rows: 0 };
  const start = await measure(await commandOf(tool, none));
  refuseOtherCount(start.lines, tool, none);
  return {
    seconds: full.seconds - start.seconds,
    cpuSeconds: full.cpuSeconds - start.cpuSeconds,
    peakBytes: full.peakBytes,
    startSeconds: start.seconds,
  };
}

async function commandOf(tool: Tool, job: Job): Promise<Command> {
  return { ...(await tool.prepare(job)), cores: tool.cores };
}

function floorRun({ tail, peakBytes }: Measurement, tool: Tool, job: Job): ToolRun {
  const { rows, seconds, cpuSeconds } = JSON.parse(tail) as FloorResult;
  refuseOtherCount(rows, tool, job);
  return { seconds, cpuSeconds, peakBytes, startSeconds: undefined };
}

function refuseOtherCount(rows: number, tool: Tool, job: Job): void {
  if (rows !== job.rows) throw new Error(`${tool.name} read ${rows} rows of ${job.stream}, not ${job.rows}.`);
}
