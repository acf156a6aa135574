import { DELETED_AT, marksDeleted, metadataKindOf, type StreamDefinition } from '../../../src/streams/types.ts';
import { isHandedOn, keyColumns, STARTS_AT, type StagingColumn, stagingColumns } from './staging-columns.ts';

const MADE_BY = '{#- Made by `npm run docs` from src/streams: edit there. -#}';

export function stagingName({ name }: Pick<StreamDefinition, 'name'>): string {
  return `stg_pendo_airbyte__${name}`;
}

/** The SQL of the staging model of a stream: its current rows, with null where a key holds a stand-in for it. */
export function stagingModel(definition: StreamDefinition): string {
  const columns = stagingColumns(definition);
  return `${MADE_BY}
${columnTable(columns)}

with read_rows as (
    {{ pendo_airbyte.read_stream('${definition.name}', columns${metadataKindOf(definition) ? ", more='metadata_'" : ''}) }}
)${rowsWithDate(definition)}

select
    ${selected(definition, columns).join(',\n    ')}${moreColumns(definition)}
from ${timeOf(definition) === undefined ? 'read_rows' : rowsName(definition)}${marksDeleted(definition) ? `\nwhere ${DELETED_AT} is null` : ''}
`;
}

function columnTable(columns: readonly StagingColumn[]): string {
  const lines = columns.map(({ name, type, from }) =>
    from === undefined ? `    '${name}': '${type}',` : `    '${name}': ${jinjaList([type, ...from])},`,
  );
  return `{%- set columns = {\n${lines.join('\n')}\n} -%}`;
}

function rowsName({ bucketReadAt }: StreamDefinition): string {
  return bucketReadAt === undefined ? 'dated_rows' : 'current_rows';
}

/** The further step of the streams whose rows have a time: which of them are current, and their day. */
function rowsWithDate(definition: StreamDefinition): string {
  const time = timeOf(definition);
  if (time === undefined) return '';
  const { name, bucketReadAt, checksHistory = false } = definition;
  const step =
    bucketReadAt === undefined
      ? `with_date('read_rows', time='${time}')`
      : `current_rows('read_rows', '${name}', time='${time}', counted=${checksHistory})`;
  return `,\n\n${rowsName(definition)} as (\n    {{ pendo_airbyte.${step} }}\n)`;
}

/** The column that says when a row happened, of the streams whose rows belong to a day. */
export function timeOf({ source }: StreamDefinition): string | undefined {
  switch (source.kind) {
    case 'aggregated_events':
      return STARTS_AT;
    case 'single_events':
      return source.timeField === 'browserTime' ? 'browser_time' : 'recording_start_time';
    case 'visitor_history':
      return 'ts';
    case 'daily_totals':
      return 'day';
    default:
      return undefined;
  }
}

function selected(definition: StreamDefinition, columns: readonly StagingColumn[]): readonly string[] {
  const key = keyColumns(definition);
  const isWide = key.length > 1;
  return [
    ...(isWide ? [`{{ pendo_airbyte.row_key(${jinjaList(key)}) }} as row_key`] : []),
    ...(timeOf(definition) === undefined ? [] : ['date']),
    ...(definition.bucketReadAt === undefined
      ? []
      : ["{{ pendo_airbyte.is_still_moving('date') }} as is_still_moving"]),
    ...columns.filter(isHandedOn).flatMap((column) => expressions(column, isWide)),
  ];
}

/** The metadata groups of the subscription's own, which only the table knows. */
function moreColumns(definition: StreamDefinition): string {
  if (metadataKindOf(definition) === undefined) return '';
  return `{{ pendo_airbyte.more_columns('${definition.name}', columns, 'metadata_') }}`;
}

function expressions({ name, type, isKey }: StagingColumn, partOfKey: boolean): readonly string[] {
  const anonymous = name === 'visitor_id' ? ["{{ pendo_airbyte.is_anonymous('visitor_id') }} as is_anonymous"] : [];
  const standIn = isKey && partOfKey ? STAND_INS[name === 'app_id' ? 'app_id' : type] : undefined;
  return [standIn === undefined ? name : `nullif(${name}, ${standIn}) as ${name}`, ...anonymous];
}

/** What the connector writes into a column of the key where Pendo has nothing, by type; of integers only app_id has it. */
const STAND_INS: Readonly<Record<string, string>> = { text: "''", time: '{{ pendo_airbyte.epoch() }}', app_id: '0' };

function jinjaList(items: readonly string[]): string {
  return `[${items.map((item) => `'${item}'`).join(', ')}]`;
}
