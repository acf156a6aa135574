import type { ListRequest } from '../streams/types.ts';
import { aggregated, got } from './questions.ts';
import type { Question } from './types.ts';

/** More than any list should have; a list by aggregation is cut there, one by GET comes whole. */
const MOST_OBJECTS = 5000;

/** The question for a whole list, as a sync asks for it. */
export function listQuestion(request: ListRequest): Question {
  if ('path' in request) return got(`GET /${request.path}`, request);
  const [source = '', parameters] = Object.entries(request.aggregation)[0] ?? [];
  const name = parameters === null ? `source ${source}` : `source ${source} ${JSON.stringify(parameters)}`;
  return aggregated(name, [{ source: request.aggregation }, { limit: MOST_OBJECTS }]);
}

export const APPS = listQuestion({ aggregation: { apps: null } });
export const PAGES = listQuestion({ path: 'page', query: { expand: '*' } });
