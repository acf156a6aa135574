import { aggregationBody } from '../pendo/aggregation.ts';
import type { UseAnswer } from '../pendo/client.ts';
import type { RequestContext } from '../pendo/request-context.ts';
import type { AnswerLayout } from '../records/answer/grammar.ts';
import { readJsonRows } from '../records/answer/json-rows.ts';
import { parseEveryDigit } from '../records/answer/parse-json.ts';
import type { OnMember } from '../records/answer/scanner.ts';
import type { ListRequest } from '../streams/types.ts';
import { judgeMember } from './answer-members.ts';
import type { SourceInput } from './kind.ts';

/** Asks Pendo for a whole list. `use` reads the answer, whose rows stand where `layoutOf` says. */
export function askForList<T>(
  { client, definition }: SourceInput,
  request: ListRequest,
  context: RequestContext,
  use: UseAnswer<T>,
): Promise<T> {
  if ('path' in request) return client.get(request, context, use);
  return client.aggregate(aggregationBody(definition.name, [{ source: request.aggregation }]), context, use);
}

/** Where the rows stand in the answer. */
export function layoutOf(request: ListRequest): AnswerLayout {
  return 'path' in request ? 'array' : 'results';
}

/** Calls `onRow` with each row of a list, with every digit. For callers that look at the rows and do not emit them. */
export function eachOfList(
  input: SourceInput,
  request: ListRequest,
  context: RequestContext,
  onRow: (row: unknown) => void,
): Promise<void> {
  const { what } = context;
  return askForList(input, request, context, async (bytes) => {
    const judge: OnMember = (name, json) => judgeMember(name, json, { what, warnOnce: input.warnOnce });
    const rows = readJsonRows(bytes, layoutOf(request), judge, parseEveryDigit);
    for await (const some of rows) some.forEach(onRow);
  });
}

/** The request in Markdown. */
export function describeRequest(request: ListRequest): string {
  if ('aggregation' in request) return `\`POST /aggregation\`, source \`${JSON.stringify(request.aggregation)}\``;
  const text = new URLSearchParams(request.query).toString();
  return `\`GET /${request.path}${text === '' ? '' : `?${decodeURIComponent(text)}`}\``;
}
