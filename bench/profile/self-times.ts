/** The used part of the output of Node's `--cpu-prof`. */
export interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  /** The node at the top of the stack at each sample. */
  readonly samples: readonly number[];
  /** Microseconds since the previous sample. */
  readonly timeDeltas: readonly number[];
}

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

export interface FunctionTime {
  readonly name: string;
  /** File and line. Empty for V8's own work, such as garbage collection. */
  readonly place: string;
  readonly ms: number;
}

/** Adds up the self time of each function, longest first, without idle time. */
export function selfTimes({ nodes, samples, timeDeltas }: CpuProfile): {
  readonly milliseconds: number;
  readonly functions: readonly FunctionTime[];
} {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<string, FunctionTime>();
  for (const [index, sample] of samples.entries()) {
    const frame = frames.get(sample);
    if (frame === undefined || frame.functionName === '(idle)') continue;
    const name = frame.functionName || '(anonymous)';
    const place = placeOf(frame);
    const known = times.get(`${name} ${place}`)?.ms ?? 0;
    times.set(`${name} ${place}`, { name, place, ms: known + (timeDeltas[index] ?? 0) / 1000 });
  }
  const functions = [...times.values()].sort((a, b) => b.ms - a.ms);
  return { milliseconds: functions.reduce((sum, { ms }) => sum + ms, 0), functions };
}

function placeOf({ url, lineNumber }: CallFrame): string {
  if (url === '') return '';
  const file = url.replace(/^.*\/(dist|node_modules)\//, (_path, folder) => (folder === 'dist' ? '' : `${folder}/`));
  return `${file}:${lineNumber + 1}`;
}
