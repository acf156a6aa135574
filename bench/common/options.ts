/** The options of a command line, each `--name` or `--name=value`. */
export interface BenchOptions {
  /** Everything in small, so that all of it runs in three minutes. */
  readonly quick: boolean;
  /** Undefined when it is not given, `` when it has no value. */
  value(name: string): string | undefined;
}

export function parseOptions(args: readonly string[]): BenchOptions {
  const given = new Map(args.map((arg) => splitOption(arg)));
  return { quick: given.has('quick'), value: (name) => given.get(name) };
}

/** A whole number above zero; throws for anything else. */
export function numberOption(options: BenchOptions, name: string, orElse: number): number {
  const text = options.value(name);
  if (text === undefined) return orElse;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name}=${text} is no whole number above zero.`);
  return value;
}

function splitOption(arg: string): readonly [string, string] {
  const [name = '', ...value] = arg.replace(/^--/, '').split('=');
  return [name, value.join('=')];
}
