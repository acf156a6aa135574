import { historyRequest } from '../sources/history/request.ts';
import { STREAMS } from '../streams/index.ts';
import type { ListRequest, StreamDefinition, StreamSource } from '../streams/types.ts';
import { rowsOf, Unanswered } from './findings.ts';
import { listQuestion } from './lists.ts';
import { accountSample, FIRST_IDS, idsOf, visitorSample } from './people.ts';
import { ALL_APPS, aggregated, eventSample, got, recentDays, SAMPLE_ROWS, sampleDay } from './questions.ts';
import type { Asking, Question } from './types.ts';

/** Something that Pendo is asked for on behalf of one stream or several. */
export interface Endpoint {
  readonly id: string;
  /** It is about one object, which may be gone or have nothing: 404 says nothing about the endpoint. */
  readonly isOfOne?: true;
  /** In Markdown. */
  readonly about: string;
  /** The first of them holds all columns of the rows; the others are made of their parts. */
  readonly streams: readonly [StreamDefinition, ...StreamDefinition[]];
  readonly question: (asking: Asking) => Promise<Question>;
}

interface Place extends Pick<Endpoint, 'about' | 'question' | 'isOfOne'> {
  /** Streams with the same one are read from the same answer. */
  readonly key: string;
}

/** Where the rows of a source come from. Undefined for sources that ask no more than others do. */
function placeOf(source: StreamSource): Place | undefined {
  switch (source.kind) {
    case 'entities':
      return placeOfPeople(source.source);
    case 'aggregated_events':
    case 'single_events':
      return ofSource(source.source, (asking) => eventSample(asking, source.source));
    case 'seen_states':
      return ofSource(source.source, async () =>
        aggregated(source.source, [{ source: { [source.source]: { appId: ALL_APPS } } }, { limit: SAMPLE_ROWS }]),
      );
    case 'list': {
      const question = listQuestion(source.request);
      return { key: question.name, about: aboutList(source.request), question: async () => question };
    }
    case 'items':
      return ofPath(source.path, async () => got(`GET /${source.path}`, { path: source.path }, 'whole'));
    case 'metadata':
      return ofPath(`metadata/schema/${source.metadataKind}`, async () =>
        got(
          `the metadata schema of ${source.metadataKind}s`,
          { path: `metadata/schema/${source.metadataKind}` },
          'whole',
        ),
      );
    default:
      return placeOfOne(source);
  }
}

/** The request in short, with the parameter that tells apart lists of one source. */
function aboutList(request: ListRequest): string {
  if ('path' in request) return `\`GET /${request.path}\``;
  const [source = '', parameters] = Object.entries(request.aggregation)[0] ?? [];
  const { type, groupType = type } = Object(parameters);
  return typeof groupType === 'string' ? `Source \`${source}\` of \`${groupType}\`` : `Source \`${source}\``;
}

/** Requests for one object, which another answer must name first. */
function placeOfOne(source: StreamSource): Place | undefined {
  switch (source.kind) {
    case 'visitor_history':
      return { ...ofPath('visitor/:id/history', historyQuestion), isOfOne: true };
    case 'guide_versions':
      return ofPath('guide/:id/history', async (asking) => {
        const id = await firstId(asking, 'guide');
        return got('the versions of one guide', { path: `guide/${encodeURIComponent(id)}/history` });
      });
    case 'segment_members':
      return { key: 'segment members', about: 'Operator `segment`', question: segmentQuestion };
    case 'report_results':
      return { ...ofPath('report/:id/results.json', reportQuestion), isOfOne: true };
    case 'daily_totals':
      return { key: 'totals', about: 'Events, counted by day and app', question: async (asking) => recentDays(asking) };
    default:
      return undefined;
  }
}

function placeOfPeople(source: string): Place {
  const own = { visitors: visitorSample, accounts: accountSample }[source];
  return ofSource(
    source,
    async () => own ?? aggregated(source, [{ source: { [source]: { appId: ALL_APPS } } }, { limit: SAMPLE_ROWS }]),
  );
}

function ofSource(source: string, question: Endpoint['question']): Place {
  return { key: source, about: `Source \`${source}\``, question };
}

function ofPath(path: string, question: Endpoint['question']): Place {
  return { key: path, about: `\`GET /${path}\``, question };
}

async function firstId(asking: Asking, path: string): Promise<string> {
  const [first] = await rowsOf(asking, listQuestion({ path, query: { expand: '*' } }));
  if (typeof first?.id !== 'string') throw new Unanswered(`GET /${path} gives no id to ask for`);
  return first.id;
}

async function historyQuestion(asking: Asking): Promise<Question> {
  const day = await sampleDay(asking);
  const [events, ids] = await Promise.all([
    rowsOf(asking, await eventSample(asking, 'events')),
    idsOf(asking, FIRST_IDS),
  ]);
  // Events may name visitors that are gone.
  const id = events.map(({ visitorId }) => visitorId).find((visitorId) => ids.some((known) => known === visitorId));
  if (typeof id !== 'string') throw new Unanswered('there is no visitor with events to ask for');
  return got("one visitor's history of a day", historyRequest(id, day));
}

async function segmentQuestion(asking: Asking): Promise<Question> {
  if (asking.config.segmentIds === undefined)
    throw new Unanswered('segment_ids is not set, so the stream is not there');
  const id = await firstId(asking, 'segment');
  return aggregated('the members of one segment', [
    { source: { visitors: null } },
    { identified: 'visitorId' },
    { eval: { accountId: 'metadata.auto.accountids' } },
    { unwind: { field: 'accountId', keepEmpty: true } },
    { bulkExpand: { account: { account: 'accountId' } } },
    { segment: { id } },
    { select: { visitorId: 'visitorId', accountId: 'accountId' } },
    { limit: SAMPLE_ROWS },
  ]);
}

/** Only lists of visitors or accounts have results. */
async function reportQuestion(asking: Asking): Promise<Question> {
  if (asking.config.reportIds === undefined) throw new Unanswered('report_ids is not set, so the stream is not there');
  const reports = await rowsOf(asking, listQuestion({ path: 'report', query: { expand: '*' } }));
  const [report] = reports.filter(({ definition }) => (definition as { type?: unknown } | null)?.type === 'List');
  if (typeof report?.id !== 'string') throw new Unanswered('no report is a list');
  return got('the results of one report', { path: `report/${encodeURIComponent(report.id)}/results.json` });
}

/** Every source and endpoint that streams are read from, in the order of the streams. */
export const ENDPOINTS: readonly Endpoint[] = allEndpoints();

function allEndpoints(): readonly Endpoint[] {
  const found = new Map<string, Endpoint>();
  for (const stream of STREAMS) {
    const place = placeOf(stream.source);
    if (place === undefined) continue;
    const { key, ...others } = place;
    const known = found.get(key);
    const streams: Endpoint['streams'] = known === undefined ? [stream] : joined(known.streams, stream);
    found.set(key, { ...others, streams, id: streams[0].name.replaceAll('_', '-') });
  }
  return [...found.values()];
}

/** Streams that are made of parts of the rows come last. */
function joined(streams: Endpoint['streams'], stream: StreamDefinition): Endpoint['streams'] {
  const [first, ...others] = streams;
  return first.explode !== undefined && stream.explode === undefined
    ? [stream, first, ...others]
    : [first, ...others, stream];
}
