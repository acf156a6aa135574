import { parse } from 'yaml';
import { isObject } from '../../../src/utils/is-object.ts';
import { code, table } from '../markdown.ts';

const opening = (
  version: string,
) => `<!-- Made by \`npm run docs\` from dbt/models: edit there, and in docs/generate/dbt. -->

# Models for dbt

The [dbt](https://docs.getdbt.com) package \`pendo_airbyte\` turns the tables that Airbyte fills into answers: who is active,
what is used, how guides and polls do. Add it to \`packages.yml\` of your dbt project:

\`\`\`yaml
packages:
  - git: https://github.com/source-pendo/source-pendo.git
    revision: v${version}
    subdirectory: dbt
\`\`\`

Say in \`dbt_project.yml\` where the tables are:

\`\`\`yaml
vars:
  pendo_airbyte:
    schema: pendo
    lookback_days: 10
\`\`\`

Then run:

\`\`\`sh
dbt deps && dbt build --select pendo_airbyte
\`\`\`

| variable | default | meaning |
|---|---|---|
| \`schema\` | \`pendo\` | schema into which Airbyte writes the streams |
| \`lookback_days\` | 10 | the connector's [option](options.md) of this name: younger days are marked by \`is_still_moving\` |
| \`database\` | your target's | database of that schema, if it is another one |
| \`table_prefix\` | none | the prefix of the streams, if the connection has one |
| \`account_name\` | \`agent.name\` | metadata group and field that hold the name of an account |
| \`fivetran_views\` | false | also makes [views with Fivetran's names](coming-from.md#from-fivetran) |
| \`fivetran_columns\` | none | metadata, parameters and properties that are columns of those views |

## What it needs

- dbt 1, from 1.10.6 (tested with 1.11). The package has no dependencies.
- Streams that are synced with "Incremental | Append + Deduped", or with "Full refresh | Overwrite" where a stream has no
  cursor. With other modes old rows stay, and the tests of the keys fail.
- \`daily_totals\`, in any case: it tells the days of your subscription's time zone, which days lost all of their rows, and
  whether the tables are complete.

Both values of the option \`period\` work, and nothing has to be set for that. A stream or a column that you did not select
is no error: its model has no rows, or the column is null.

## How it stays right

- **Staging models**, one per stream: [current rows](records.md#current-rows) only, without deleted objects. Where a key
  holds \`''\`, 1970 or app 0 because Pendo has nothing, they have null. All times are in UTC and have no time zone. \`date\`
  is the day in the subscription's calendar. Columns with reserved words as names have others: \`rows\` is \`num_rows\`,
  \`row\` is \`report_row\`, \`group\` is \`pendo_group\`, \`sample\` is \`sample_value\`. \`day\` and \`hour\` of the grouped
  events are both \`starts_at\`.
- **Incremental models**, one table by day for \`events\`, \`page_events\`, \`feature_events\` and \`track_events\`. Pendo
  changes any day, for example when a page is tagged again. So a run replaces every day that was read anew or that lost
  its rows, however old it is, and leaves the others. The other models are computed in full from these.
- **Tests**: keys are unique and not null. \`days_match_pendo\` compares each day that no longer moves with what Pendo
  itself counted, and fails if it differs; \`moving_days_match_pendo\` warns about the days that still move. An event of an
  object that Pendo has deleted is a warning of a \`relationships\` test.
- **Sums**: one event can match several pages and features. \`pendo_active_users\` and \`pendo_visitor_days\` count every
  event once; the models of pages and features do not. Counts of visitors can never be summed over days.

The models run in the [acceptance tests](acceptance.md) on DuckDB and PostgreSQL, on tables that PyAirbyte filled from the
emulated Pendo, and their figures are compared with the emulator's. For Snowflake and BigQuery they are only compiled, and
the SQL is parsed: no such warehouse is at hand.`;

interface DescribedModel {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly { readonly name: string; readonly description: string }[];
}

export interface ModelFiles {
  /** The version of the package. */
  readonly version: string;
  /** The content of the files that describe the models, by the heading of their section. */
  readonly sections: ReadonlyMap<string, string>;
  readonly staging: string;
}

/** The page \`docs/models.md\`. */
export function modelsPage({ version, sections, staging }: ModelFiles): string {
  const parts = Array.from(sections, ([heading, yaml]) => [`## ${heading}`, ...modelsOf(yaml).map(modelSection)]);
  return `${[opening(version), ...parts.flat(), stagingSection(modelsOf(staging))].join('\n\n')}\n`;
}

function modelSection({ name, description, columns }: DescribedModel): string {
  const rows = columns.map((column) => [code(column.name), column.description]);
  return [`### ${name}`, wrap(description), table(['column', 'what it holds'], rows)].join('\n\n');
}

function stagingSection(models: readonly DescribedModel[]): string {
  const rows = models.map(({ name, description }) => {
    const stream = name.replace('stg_pendo_airbyte__', '');
    return [code(name), description, `[columns](streams.md#${stream})`];
  });
  return ['## Staging models', table(['model', 'a row is', 'from'], rows)].join('\n\n');
}

function modelsOf(yaml: string): readonly DescribedModel[] {
  const content: unknown = parse(yaml);
  const models = isObject(content) && Array.isArray(content.models) ? content.models : [];
  return models.map((model: unknown) => {
    const { name, description, columns } = isObject(model) ? model : {};
    return { name: String(name), description: oneLine(description), columns: columnsOf(columns) };
  });
}

function columnsOf(columns: unknown): DescribedModel['columns'] {
  return (Array.isArray(columns) ? columns : []).map((column: unknown) => {
    const { name, description } = isObject(column) ? column : {};
    return { name: String(name), description: oneLine(description) };
  });
}

function oneLine(text: unknown): string {
  return String(text).replaceAll(/\s+/g, ' ').trim();
}

const MAX_COLUMNS = 120;

function wrap(text: string): string {
  return text.split(' ').reduce((wrapped, word) => {
    const line = wrapped.slice(wrapped.lastIndexOf('\n') + 1);
    return line.length + word.length < MAX_COLUMNS ? `${wrapped} ${word}` : `${wrapped}\n${word}`;
  });
}
