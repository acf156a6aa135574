export type Pipeline = readonly Readonly<Record<string, unknown>>[];

/** The source that a pipeline reads: the key next to `timeSeries`. */
export function sourceOf([first]: Pipeline): string {
  const source = Object.keys(Object(first?.source)).find((name) => name !== 'timeSeries');
  return source ?? '';
}

export function wantsCount(pipeline: Pipeline): boolean {
  return pipeline.some((step) => 'count' in step);
}

/** Whether it asks when a day begins: one row of events at most. Pendo keeps to the limit. */
export function asksForMidnight(pipeline: Pipeline): boolean {
  return pipeline.some(({ limit }) => limit === 1);
}

/** Whether it asks for the rows after a visitor. tap-pendo's first page asks for the rows after the empty id. */
export function isLaterPage(pipeline: Pipeline): boolean {
  return pipeline.some(({ filter }) => /visitorId\s*>\s*"[^"]/.test(String(filter)));
}
