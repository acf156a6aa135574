import { snakeCase } from '../../streams/names.ts';
import type { StreamDefinition } from '../../streams/types.ts';
import { BUCKET } from '../../streams/types.ts';
import { ENDPOINTS, type Endpoint } from '../endpoints.ts';
import { agreesIf, counted, rowsOf, unknown } from '../findings.ts';
import { showNames } from '../names.ts';
import type { AskedBelief, Asking, Finding } from '../types.ts';
import { factOf } from './field-facts.ts';

/** Fields that are known and have no column of their own: they arrive in `additional_fields`. */
const WITHOUT_COLUMN: Readonly<Record<string, readonly string[]>> = {
  visitors: ['metadata'],
  accounts: ['metadata'],
  do_not_process_visitors: ['metadata'],
  do_not_process_accounts: ['metadata'],
  apps: [
    ...['disabledAt', 'markedForDeletionAt', 'eventRate', 'recordUntil', 'samplingRate', 'pushApplicationId'],
    ...['agentVersionProd', 'agentVersionStaging', 'agentPolicyProd', 'agentPolicyStaging', 'applicationFlags'],
    ...['guideCssUrl', 'iconUrl', 'storeUrl'],
  ],
  guides: ['dirty', 'color'],
  guide_versions: ['dirty', 'color'],
  visitor_history: ['trackTypeId'],
};
/** Sources whose rows have no fields that Pendo names for all subscriptions. */
const NO_COLUMNS: readonly string[] = ['items', 'metadata', 'report_results', 'daily_totals'];

/** Whether the fields of the rows are those that columns are declared for. Shares the answers of the endpoints. */
export const COLUMN_BELIEFS: readonly AskedBelief[] = ENDPOINTS.filter(
  ({ streams: [stream] }) => !NO_COLUMNS.includes(stream.source.kind),
).map(toBelief);

function toBelief(endpoint: Endpoint): AskedBelief {
  const [stream] = endpoint.streams;
  return {
    id: `fields-${endpoint.id}`,
    about: `Fields of \`${stream.name}\``,
    assumes: 'each field has a column, and each field of the key comes',
    ...factOf(stream),
    ifWrong: 'Nothing is lost: they arrive in additional_fields. A field of the key that never comes is empty.',
    isEssential: false,
    judge: (asking) => judgeFields(asking, endpoint),
  };
}

async function judgeFields(asking: Asking, { question, streams: [stream] }: Endpoint): Promise<Finding> {
  const rows = await rowsOf(asking, await question(asking));
  if (rows.length === 0) return unknown('no row came');
  const present = new Set(rows.flatMap((row) => Object.keys(row)));
  const known = knownFields(stream);
  const strange = [...present].filter((name) => !known.has(name));
  const keyless = keyFields(stream).filter((name) => !present.has(name));
  const never = [...fieldsOf(stream)].filter((name) => !present.has(name) && !keyless.includes(name));
  const seen = [
    `${counted(present.size, 'field')} in ${counted(rows.length, 'row')}`,
    ...(strange.length > 0 ? [`without a column: ${await showNames(asking, strange, rows)}`] : []),
    ...(keyless.length > 0 ? [`of the key, never: ${keyless.join(', ')}`] : []),
    ...(never.length > 0 ? [`never: ${never.join(', ')}`] : []),
  ];
  return agreesIf(strange.length === 0 && keyless.length === 0, seen.join('; '));
}

/** The fields that columns are made of. The bucket of a sample is always a day. */
function fieldsOf({ columns, nestedColumns = [], maxTime, source }: StreamDefinition): ReadonlySet<string> {
  const own = Object.keys(columns).map((name) => (name === BUCKET ? 'day' : name));
  const nested = nestedColumns.map(({ path: [name = ''] }) => name);
  // The reader adds these to the rows, because Pendo's answer does not name what was asked for.
  const added =
    source.kind === 'visitor_history' ? ['visitorId'] : source.kind === 'segment_members' ? ['segmentId'] : [];
  return new Set([...own, ...nested, ...(maxTime?.fields ?? [])].filter((name) => !added.includes(name)));
}

function knownFields(stream: StreamDefinition): ReadonlySet<string> {
  const others = (stream.nestedColumns ?? []).flatMap(({ orElse = [] }) => orElse.map(([name = '']) => name));
  return new Set([...fieldsOf(stream), ...others, ...(WITHOUT_COLUMN[stream.name] ?? [])]);
}

function keyFields(stream: StreamDefinition): readonly string[] {
  const keys = new Set(stream.primaryKey.map((name) => (name === BUCKET ? 'day' : name)));
  return [...fieldsOf(stream)].filter((name) => keys.has(snakeCase(name)));
}
