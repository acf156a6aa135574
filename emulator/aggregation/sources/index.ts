import { Refusal } from '../../http/refusal.ts';
import { refuseLacking } from '../../products.ts';
import type { Context } from '../context.ts';
import { isObject, type JsonObject } from '../json.ts';
import { EVENT_SOURCES } from './events.ts';
import { LIST_SOURCES } from './lists.ts';
import { OBJECT_SOURCES } from './objects.ts';
import { PEOPLE_SOURCES } from './people.ts';
import { SEEN_SOURCES } from './seen.ts';
import type { OpenedSource, Source } from './source.ts';

const SOURCES: ReadonlyMap<string, Source> = new Map([
  ...PEOPLE_SOURCES,
  ...OBJECT_SOURCES,
  ...LIST_SOURCES,
  ...EVENT_SOURCES,
  ...SEEN_SOURCES,
]);

/**
 * Parses `{"pageEvents": {...}, "timeSeries": {...}}`, a source with its time series next to it
 * (evidence.md#time-series-place).
 */
export function openSource(context: Context, input: JsonObject): OpenedSource {
  const { timeSeries, ...named } = input;
  const [[name, parameters] = ['', null], ...more] = Object.entries(named);
  const source = SOURCES.get(name);
  if (source === undefined && context.behaviour.unknownSourceIsEmpty) return { rows: [] };
  if (source === undefined || more.length > 0) throw new Refusal(400, `unknown source ${JSON.stringify(name)}`);
  refuseLacking(context.behaviour, `source ${name}`);
  const request = { name, parameters: parametersOf(source, parameters), timeSeries };
  return source.open(context, request);
}

function parametersOf(source: Source, parameters: unknown): JsonObject {
  if (parameters === null) return {};
  const known = isObject(parameters) && Object.keys(parameters).every((name) => source.parameters.includes(name));
  if (!known) throw new Refusal(400, `bad parameters for source type: ${JSON.stringify(parameters)}`);
  return parameters;
}
