import { code, table } from './markdown.ts';
import type { Option } from './options.ts';

const OPENING = `<!-- Made by \`npm run docs\` from spec.json: edit there. -->

# The options

These are the properties of a config. Airbyte shows them as a form. The connector prints them with:

\`\`\`sh
bin/source-pendo spec
\`\`\`

A config is one JSON object. This one is enough:

\`\`\`json
{ "integration_key": "your-key", "start_date": "2026-01-01" }
\`\`\`

This one has more:

\`\`\`json
{
  "integration_key": "your-key",
  "region": "eu",
  "start_date": "2026-01-01",
  "period": "hour",
  "app_ids": "1122, 2345",
  "advanced": { "max_concurrency": 2 }
}
\`\`\`

Every value is checked before the first request. A bad one is an error of one sentence. \`null\` and blank text count as
absent everywhere, and properties that are not listed here are ignored. Dates may also be written \`MM/DD/YYYY\`.`;

/** The README's table: one line per option, with a link to its section of the page. */
export function optionsTable(options: readonly Option[]): string {
  return table(
    ['option', 'values', 'default'],
    options.map((option) => [optionLink(option), option.values, defaultOf(option)]),
  );
}

function optionLink({ name }: Option): string {
  return `[${code(name)}](docs/options.md#${name.replaceAll('.', '')})`;
}

/** The page \`docs/options.md\`. */
export function optionsPage(options: readonly Option[]): string {
  return `${[OPENING, ...options.map(section)].join('\n\n')}\n`;
}

function section(option: Option): string {
  const facts = [`- Values: ${option.values}`, `- Default: ${defaultOf(option)}`];
  const remarks = option.remarks.map((remark) => `- ${remark}`);
  return [`## ${option.name}`, `**${option.title}.** ${option.description}`, [...facts, ...remarks].join('\n')].join(
    '\n\n',
  );
}

function defaultOf(option: Option): string {
  if (option.required) return 'required';
  return option.default === undefined ? 'none' : code(option.default);
}
