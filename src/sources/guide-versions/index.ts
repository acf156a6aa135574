import { RefusedError } from '../../airbyte/errors.ts';
import type { GuideVersionsSource } from '../../streams/types.ts';
import { allOrFirstError } from '../../sync/all-or-first-error.ts';
import type { StreamContext, StreamTask } from '../../sync/types.ts';
import { isObject } from '../../utils/is-object.ts';
import { HOUR_MS } from '../../utils/time.ts';
import { eachOfList } from '../ask-for-list.ts';
import { openTimeBookmark } from '../bookmark.ts';
import { emitAnswer, shapeOf } from '../emit-answer.ts';
import { requestContext, type SourceInput, type SourceKind } from '../kind.ts';
import { appsOf, hostOf } from '../made-with.ts';
import { timeText } from '../state-time.ts';

const GUIDES = { path: 'guide', query: { expand: '*' } };
const CURSOR = 'last_updated_at';
/** A change may appear in the list this long after its own time (evidence.md#late-rows). */
const OVERLAP_MS = 6 * HOUR_MS;

type Input = SourceInput<GuideVersionsSource>;

interface Guide {
  readonly id: string;
  readonly updatedAt: number;
}

function createTask(input: Input): StreamTask {
  return {
    name: input.definition.name,
    async read(context) {
      const bookmark = await openTimeBookmark(input, context, CURSOR);
      if (bookmark === undefined) return;
      const { cursor, began, save } = bookmark;
      const since = cursor === undefined ? Number.NEGATIVE_INFINITY : Math.min(cursor, began) - OVERLAP_MS;
      const guides = (await listGuides(input, context)).filter(({ updatedAt }) => updatedAt >= since);
      const refusals = createRefusals();
      await allOrFirstError(
        guides.map((guide) => input.windowLimit(() => readGuide(input, context, { guide, refusals }))),
      );
      refusals.judge();
      const latest = guides.reduce((newest, { updatedAt }) => Math.max(newest, updatedAt), cursor ?? 0);
      await save({ [CURSOR]: timeText(Math.min(latest, Math.max(began, cursor ?? 0))) });
    },
  };
}

async function listGuides(input: Input, context: StreamContext): Promise<readonly Guide[]> {
  const { appIds } = input.config;
  // An answer that breaks off is read again from its start.
  const guides = new Map<string, Guide>();
  await eachOfList(input, GUIDES, requestContext(input, context, '(list of guides)'), (row) => {
    if (!isObject(row) || typeof row.id !== 'string') return;
    const apps = [row.appId, ...(Array.isArray(row.appIds) ? row.appIds : [])].filter((app) => app != null);
    const isWanted = appIds === undefined || apps.length === 0 || apps.some((app) => appIds.includes(Number(app)));
    // A guide without a time of change is read with every sync, because nothing tells whether it changed.
    const updatedAt = typeof row.lastUpdatedAt === 'number' ? row.lastUpdatedAt : Number.POSITIVE_INFINITY;
    if (isWanted) guides.set(row.id, { id: row.id, updatedAt });
  });
  return [...guides.values()];
}

async function readGuide(
  input: Input,
  context: StreamContext,
  { guide: { id }, refusals }: { guide: Guide; refusals: Refusals },
): Promise<void> {
  const what = `of guide ${id}`;
  try {
    const path = `guide/${encodeURIComponent(id)}/history`;
    await input.client.get({ path }, requestContext(input, context, what), (bytes) =>
      emitAnswer(input, context, bytes, { what, shape: shapeOf(input), layout: 'array' }),
    );
    refusals.answered();
  } catch (error) {
    refusals.refused(error);
    input.log.info(`${input.definition.name}: guide ${id} has no versions; it was probably deleted just now.`);
  }
}

/**
 * A guide may be deleted after the list was read, so one refusal is fine. If all guides are refused, something else is
 * wrong.
 */
interface Refusals {
  answered(): void;
  /** Counts a refusal; throws any other error. */
  refused(error: unknown): void;
  /** Throws the last refusal if no guide was answered. */
  judge(): void;
}

const UNKNOWN: ReadonlySet<number> = new Set([404, 410]);

function createRefusals(): Refusals {
  let answers = 0;
  let last: unknown;
  return {
    answered() {
      answers += 1;
    },
    refused(error) {
      if (!(error instanceof RefusedError) || !UNKNOWN.has(error.status)) throw error;
      last = error;
    },
    judge() {
      if (answers === 0 && last !== undefined) throw last;
    },
  };
}

/** All versions of each guide that changed since the last sync, one request per guide. */
export const guideVersions: SourceKind<GuideVersionsSource> = {
  createTask,
  dependsOn: (config) => ({ ...hostOf(config), ...appsOf(config) }),
  describe: () => '`GET /guide/{id}/history`',
  hasTimeCursor: true,
};
