/** Command-line options, each `--name` or `--name=value`. */
export interface BenchOptions {
  /** Runs everything with small sizes, so that all of it takes three minutes. */
  readonly quick: boolean;
  /** Undefined if the option is not given, `` if it has no value. */
  value(name: string): string | undefined;
}

export function parseOptions(args: readonly string[]): BenchOptions {
  const given = new Map(args.map((arg) => splitOption(arg)));
  return { quick: given.has('quick'), value: (name) => given.get(name) };
}

/** A whole number above zero. Throws for anything else. */
export function numberOption(options: BenchOptions, name: string, orElse: number): number {
  const text = options.value(name);
  if (text === undefined) return orElse;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name}=${text} is not a whole number above zero.`);
  return value;
}

function splitOption(arg: string): readonly [string, string] {
  const [name = '', ...value] = arg.replace(/^--/, '').split('=');
  return [name, value.join('=')];
}
