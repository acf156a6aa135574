import { snakeCase } from '../../streams/names.ts';
import { METADATA_COLUMNS } from '../../streams/shared-columns.ts';
import { isObject } from '../../utils/is-object.ts';
import { ENDPOINTS, type Endpoint } from '../endpoints.ts';
import { agreesIf, answered, counted, objectsIn, rowsOf, typeOf, Unanswered, unknown } from '../findings.ts';
import { showNames } from '../names.ts';
import type { AskedBelief, Asking } from '../types.ts';

/** Lists of more objects are read whole each time, and deletions are not found. */
const REMEMBERED_OBJECTS = 50_000;
const ITEM_TYPES: readonly unknown[] = ['Page', 'Feature', 'TrackType', 'guide'];
const HOUR_MS = 3_600_000;

type Row = Readonly<Record<string, unknown>>;

function endpointOf(stream: string): Endpoint {
  const found = ENDPOINTS.find(({ streams: [first] }) => first.name === stream);
  if (found === undefined) throw new Error(`There is no endpoint of ${stream}.`);
  return found;
}

async function rowsOfStream(asking: Asking, stream: string): Promise<readonly Row[]> {
  return rowsOf(asking, await endpointOf(stream).question(asking));
}

/** The rows of all lists that Pendo gives. */
async function lists(asking: Asking): Promise<readonly (readonly Row[])[]> {
  const ofLists = ENDPOINTS.filter(({ streams: [{ source }] }) => source.kind === 'list');
  const answers = await Promise.all(ofLists.map(async ({ question }) => asking.ask(await question(asking))));
  const given = answers.flatMap((answer) => (answer.kind === 'answered' ? [objectsIn(answer.rows)] : []));
  if (given.every((rows) => rows.length === 0)) throw new Unanswered('no list has an object');
  return given;
}

export const OBJECT_BELIEFS: readonly AskedBelief[] = [
  {
    id: 'object-ids',
    about: 'Ids of objects in lists',
    assumes: 'each object has one, and none comes twice in a list',
    grade: 'V',
    evidence: 'common-fields',
    ifWrong: 'Of two objects with one id, deduplicated tables keep one.',
    isEssential: true,
    async judge(asking) {
      const found = await lists(asking);
      const ids = found.map((rows) => rows.map(({ id }) => id));
      const missing = ids.flat().filter((id) => typeof id !== 'string' && typeof id !== 'number').length;
      const repeated = ids.reduce((sum, some) => sum + some.length - new Set(some).size, 0);
      const seen = `${counted(ids.flat().length, 'object')} in ${counted(found.length, 'list')}; ${missing} without an id, ${repeated} repeat`;
      return agreesIf(missing + repeated === 0, seen);
    },
  },
  {
    id: 'list-sizes',
    about: 'Lists',
    assumes: 'have at most 50,000 objects',
    grade: 'V',
    evidence: 'live-volumes',
    ifWrong: 'A longer list comes whole with each sync, and deleted objects are not found.',
    isEssential: false,
    async judge(asking) {
      const longest = Math.max(...(await lists(asking)).map(({ length }) => length));
      return agreesIf(longest <= REMEMBERED_OBJECTS, `the longest has ${counted(longest, 'object')}`);
    },
  },
  {
    id: 'groups',
    about: '`groups`',
    assumes: '`items` only if requested; `itemType` `Page`, `Feature`, `TrackType`, `guide`',
    grade: 'D, V, other items I',
    evidence: 'groups-source',
    ifWrong: 'product_area_items is empty, or holds other types than docs/streams.md says.',
    isEssential: false,
    async judge(asking) {
      const groups = await rowsOfStream(asking, 'product_areas');
      const items = groups.flatMap((row) => (Array.isArray(row.items) ? objectsIn(row.items) : []));
      const strange = items.filter(({ itemType }) => !ITEM_TYPES.includes(itemType)).length;
      const withItems = groups.filter((row) => Array.isArray(row.items)).length;
      const seen = `${withItems} of ${counted(groups.length, 'area')} with items; ${counted(items.length, 'item')}, ${strange} of another type`;
      return groups.length === 0 ? unknown('there are no areas') : agreesIf(strange === 0 && withItems > 0, seen);
    },
  },
  {
    id: 'valid-through',
    about: '`validThrough` of pages, features, track types, guides',
    assumes: 'the last full hour that was processed, the same for all of them',
    grade: 'V, guides I',
    evidence: 'object-valid-through',
    ifWrong: 'Nothing: it comes as Pendo sends it.',
    isEssential: false,
    async judge(asking) {
      const times = (await rowsOfStream(asking, 'pages')).map(({ validThrough }) => validThrough);
      const known = times.filter((time) => typeof time === 'number' && time > 0);
      const onHour = known.filter((time) => Number(time) % HOUR_MS === 0).length;
      return known.length === 0
        ? unknown(`of ${counted(times.length, 'page')}, none has it`)
        : agreesIf(onHour === known.length, `on the hour in ${onHour} of ${counted(known.length, 'page')}`);
    },
  },
  {
    id: 'poll-answer',
    about: 'The answer in `pollsSeenEver`',
    assumes: 'is `response`',
    grade: 'D, V*',
    evidence: 'seen-ever',
    ifWrong: 'Nothing for pollResponse, which is read too. With another name, response is empty.',
    isEssential: false,
    async judge(asking) {
      const rows = await rowsOfStream(asking, 'polls_seen');
      const [first, other] = ['response', 'pollResponse'].map(
        (name) => rows.filter((row) => row[name] !== undefined).length,
      );
      const seen = `response in ${first} of ${counted(rows.length, 'row')}, pollResponse in ${other}`;
      return rows.length === 0 ? unknown('no row came') : agreesIf((first ?? 0) > 0 && other === 0, seen);
    },
  },
  {
    id: 'item-lists',
    about: 'Items of `/blacklist` and `/servername`',
    assumes: '`{"type", "value"}`, `{"name", "flags"}`, in a bare array',
    grade: 'D, bodies ?',
    evidence: 'exclude-list-endpoints',
    ifWrong: 'Nothing: an object of lists is read too.',
    isEssential: false,
    async judge(asking) {
      const bodies = await Promise.all(
        ['exclude_list', 'servers'].map(
          async (stream) => (await answered(asking, await endpointOf(stream).question(asking))).rows[0],
        ),
      );
      return agreesIf(bodies.every(Array.isArray), `the bodies are: ${bodies.map(typeOf).join(', ')}`);
    },
  },
  {
    id: 'metadata-schema',
    about: '`/metadata/schema/visitor`',
    assumes: 'one object: group, field, description; with known keys of a description',
    grade: 'D, V',
    evidence: 'metadata-schema',
    ifWrong: 'discover cannot type the metadata, or fails. Unknown keys arrive in additional_fields.',
    isEssential: false,
    async judge(asking) {
      const [schema] = (await answered(asking, await endpointOf('metadata_visitors').question(asking))).rows;
      if (!isObject(schema)) return agreesIf(false, `the body is of the type ${typeOf(schema)}`);
      const fields = Object.values(schema).flatMap((group) => (isObject(group) ? Object.values(group) : []));
      const keys = new Set(fields.filter(isObject).flatMap(Object.keys));
      const known = new Set(Object.keys(METADATA_COLUMNS).map(snakeCase));
      const strange = [...keys].filter((key) => !known.has(snakeCase(key)));
      const names = strange.length === 0 ? 'none' : await showNames(asking, strange);
      const seen = `${counted(Object.keys(schema).length, 'group')}, ${counted(fields.length, 'field')}; unknown keys: ${names}`;
      return agreesIf(strange.length === 0, seen);
    },
  },
];
