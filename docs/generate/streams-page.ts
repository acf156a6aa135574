import { describeSource } from '../../src/sources/index.ts';
import type { StreamDefinition } from '../../src/streams/types.ts';
import { isObject } from '../../src/utils/is-object.ts';
import { table } from './markdown.ts';
import { airbyteStream, columnName } from './stream-facts.ts';
import { streamsTable } from './streams-table.ts';
import { typeName } from './type-name.ts';

const OPENING = `<!-- Made by \`npm run docs\` from src/streams: edit there. -->

# The streams and their columns

Every table that this source fills, column by column, as \`discover\` lists them:

\`\`\`sh
bin/source-pendo discover --config config.json
\`\`\`

Key columns are never null; every other column may be. \`day\` or \`hour\` is one column, and the option \`period\` decides
its name. The listed metadata columns exist in every subscription; \`discover\` adds your own groups and fields.
[Records](records.md) explains how values are converted.`;

/** The page `docs/streams.md`. */
export function streamsPage(streams: readonly StreamDefinition[]): string {
  return `${[OPENING, streamsTable(streams), ...streams.map(streamSection)].join('\n\n')}\n`;
}

function streamSection(definition: StreamDefinition): string {
  const stream = airbyteStream(definition);
  const key = stream.source_defined_primary_key.flat();
  const facts = [
    `- From: ${describeSource(definition.source)}`,
    `- Primary key: ${key.map(columnName).join(', ')}`,
    `- Cursor: ${stream.default_cursor_field?.map(columnName).join(', ') ?? 'none: every sync reads it whole'}`,
  ];
  const { properties } = stream.json_schema;
  const columns = Object.entries(isObject(properties) ? properties : {}).map(([name, schema]) =>
    columnRow(name, isObject(schema) ? schema : {}, key.includes(name)),
  );
  return [
    `## ${stream.name}`,
    definition.description,
    facts.join('\n'),
    table(['column', 'type', 'what it holds'], columns),
  ].join('\n\n');
}

function columnRow(name: string, schema: Readonly<Record<string, unknown>>, isKey: boolean): readonly string[] {
  return [columnName(name), typeName(schema) + (isKey ? ', key' : ''), String(schema.description ?? '')];
}
