import { toLine } from '../airbyte/messages.ts';
import { readMetadataSchema } from '../sources/metadata/schema.ts';
import { toAirbyteStream } from '../streams/catalog.ts';
import { streamsOf } from '../streams/index.ts';
import { type MetadataGroups, metadataGroups } from '../streams/metadata-types.ts';
import { type MetadataKind, metadataKindOf, type StreamDefinition } from '../streams/types.ts';
import { type Setup, withSetup } from './setup.ts';
import { withinTime } from './time-limit.ts';
import type { CommandTools, ConfigArgs } from './types.ts';

/** A person is waiting in front of a form, so discover retries less often than a sync. */
const RETRIES = 3;
const LONGEST_DISCOVER_MS = 180_000;

/** Prints the catalog of all streams, with the customer's own metadata fields in visitors and accounts. */
export function discover(args: ConfigArgs, tools: CommandTools): Promise<number> {
  return withSetup(args, tools, { retries: RETRIES }, (setup) => printCatalog(setup, tools));
}

async function printCatalog(setup: Setup, tools: CommandTools): Promise<number> {
  const limit = { longestMs: LONGEST_DISCOVER_MS, what: 'the discovery of the schema', stopping: tools.signal };
  const [visitor, account] = await withinTime(limit, (signal) =>
    Promise.all([loadGroups('visitor', setup, signal), loadGroups('account', setup, signal)]),
  );
  const groups: Record<MetadataKind, MetadataGroups> = { visitor, account };
  const streams = streamsOf(setup.config).map((definition) =>
    toAirbyteStream(definition, setup.config.period, groupsOf(definition, groups)),
  );
  await tools.output.write(toLine({ type: 'CATALOG', catalog: { streams } }));
  return 0;
}

function groupsOf(
  definition: StreamDefinition,
  groups: Record<MetadataKind, MetadataGroups>,
): MetadataGroups | undefined {
  const kind = metadataKindOf(definition);
  return kind === undefined ? undefined : groups[kind];
}

async function loadGroups(kind: MetadataKind, { client }: Setup, signal: AbortSignal): Promise<MetadataGroups> {
  const answer = await readMetadataSchema(client, kind, { what: `the metadata schema of ${kind}s`, signal });
  return metadataGroups(kind, answer);
}
