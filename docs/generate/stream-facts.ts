import type { Period } from '../../src/config/types.ts';
import { toAirbyteStream } from '../../src/streams/catalog.ts';
import type { StreamDefinition, StreamSource } from '../../src/streams/types.ts';
import { code, codeList } from './markdown.ts';

/** The names of the column that depends on the option `period`. */
const BUCKET_COLUMNS: ReadonlySet<string> = new Set<Period>(['day', 'hour']);

/** The stream as `discover` lists it with the default period. */
export function airbyteStream(definition: StreamDefinition) {
  return toAirbyteStream(definition, 'day');
}

/** A column's name in the documents: the one column that `period` names is shown with both names. */
export function columnName(name: string): string {
  return BUCKET_COLUMNS.has(name) ? '`day` or `hour`' : code(name);
}

/** The request of Pendo's API from which the rows come. */
export function apiSource(source: StreamSource): string {
  switch (source.kind) {
    case 'aggregated_events':
    case 'single_events':
    case 'entities':
      return `\`POST /aggregation\`, source ${code(source.source)}`;
    case 'list':
      return code(`GET /${source.path}?expand=*`);
    case 'metadata':
      return code(`GET /metadata/schema/${source.metadataKind}`);
    case 'visitor_history':
      return '`GET /visitor/{id}/history`';
    case 'webhooks':
      return webhookEvents(source.events);
  }
}

function webhookEvents(events: Extract<StreamSource, { kind: 'webhooks' }>['events']): string {
  return 'only' in events ? `webhook ${codeList(events.only)}` : 'every other webhook';
}
