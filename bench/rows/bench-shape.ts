import { fixed, type Report, ratio, threeDigits } from '../common/report.ts';
import { summarize } from '../common/statistics.ts';
import type { Environments } from '../python/environments.ts';
import { writeKey } from '../server/wanted.ts';
import { rowCosts, runTool, type ToolRun } from './run-tool.ts';
import { rowsFor, type Shape } from './shapes.ts';
import type { Job, Tool } from './tool.ts';
import { fetchAnswer } from './tools/fetch-answer.ts';

export interface ShapeOptions {
  readonly shape: Shape;
  readonly tools: readonly Tool[];
  readonly megabytesFor: (tool: Tool) => number;
  readonly rounds: number;
  readonly quick: boolean;
  readonly url: string;
  readonly folder: string;
  readonly python: Environments | undefined;
}

interface Contender {
  readonly tool: Tool;
  readonly job: Job;
  /** Bytes of the JSON before compression. */
  readonly bytes: number;
  readonly runs: ToolRun[];
}

const COLUMNS = [
  'tool',
  'MB read',
  'MB/s (least to most)',
  'of JSON.parse',
  'rows/s',
  'CPU s a million rows',
  'of JSON.parse',
  'in the kernel',
  'peak MB',
  'of JSON.parse',
  'start s',
];

/** One table: every tool reads the same rows of one shape, in interleaved rounds. */
export async function benchShape(options: ShapeOptions, report: Report): Promise<void> {
  const contenders: Contender[] = [];
  for (const tool of options.tools) contenders.push(await enter(tool, options));
  for (let round = 0; round < options.rounds; round += 1) {
    for (const { tool, job, runs } of contenders) {
      if (round < roundsOf(tool, options)) runs.push(await runTool(tool, job));
    }
  }
  report.heading(options.shape.title);
  report.sentence(`Medians of ${options.rounds} interleaved rounds (slow tools: fewer).`);
  report.table(COLUMNS, toTable(contenders));
}

function roundsOf({ size }: Tool, { rounds, quick }: ShapeOptions): number {
  if (size.rounds === undefined) return rounds;
  return quick ? 1 : Math.min(size.rounds, rounds);
}

/** Makes the answer by requesting it once, so that making it is never measured. */
async function enter(tool: Tool, { shape, megabytesFor, url, folder, python }: ShapeOptions): Promise<Contender> {
  const rows = rowsFor(shape, megabytesFor(tool));
  const job: Job = { shape, url, folder, python, stream: shape.stream, rows, gzip: tool.gzip, delayMs: 0 };
  let bytes = 0;
  const plainKey = writeKey({ ...job, gzip: false });
  for await (const chunk of await fetchAnswer(url, plainKey, shape.source)) bytes += (chunk as Buffer).length;
  return { tool, job, bytes, runs: [] };
}

function toTable(contenders: readonly Contender[]): string[][] {
  const figures = contenders.map(figuresOf);
  const reference = figures.find(({ tool }) => tool.isReference === true);
  if (reference === undefined) throw new Error('JSON.parse did not run, so there is nothing to compare with.');
  return figures.map((figure) => [
    figure.tool.name,
    fixed(figure.megabytes, figure.megabytes < 10 ? 1 : 0),
    `${threeDigits(figure.speed.median)} (${threeDigits(figure.speed.least)} to ${threeDigits(figure.speed.most)})`,
    ratio(figure.speed.median, reference.speed.median),
    fixed(figure.rowsPerSecond),
    threeDigits(figure.cpuPerMillion),
    ratio(figure.cpuPerMillion, reference.cpuPerMillion),
    `${fixed(figure.kernelShare * 100)} %`,
    fixed(figure.peakMegabytes),
    ratio(figure.peakMegabytes, reference.peakMegabytes),
    figure.startSeconds === undefined ? '' : threeDigits(figure.startSeconds),
  ]);
}

function figuresOf({ tool, job, bytes, runs }: Contender) {
  const megabytes = bytes / 1e6;
  const costs = rowCosts(runs);
  const median = (figures: readonly number[]) => summarize(figures).median;
  return {
    tool,
    megabytes,
    speed: summarize(costs.map(({ seconds }) => megabytes / seconds)),
    rowsPerSecond: median(costs.map(({ seconds }) => job.rows / seconds)),
    cpuPerMillion: median(costs.map(({ cpuSeconds }) => (cpuSeconds / job.rows) * 1e6)),
    kernelShare: median(costs.map(({ kernelSeconds, cpuSeconds }) => kernelSeconds / cpuSeconds)),
    peakMegabytes: median(runs.map(({ peakBytes }) => peakBytes / 1e6)),
    startSeconds: tool.kind === 'floor' ? undefined : median(runs.map(({ start }) => start.seconds)),
  };
}
