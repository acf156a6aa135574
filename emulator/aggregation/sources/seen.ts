import type { PendoRow, SeenSource } from '../../types.ts';
import type { Context } from '../context.ts';
import type { JsonObject } from '../json.ts';
import { blacklistOf, chosenObjects } from './event-parameters.ts';
import type { Source } from './source.ts';

const IDS: Readonly<Record<SeenSource, Readonly<Record<string, string>>>> = {
  guidesSeenEver: { guideId: 'guideId', guideStepId: 'guideStepId' },
  pollsSeenEver: { guideId: 'guideId', pollId: 'pollId' },
};

/** What each visitor saw and answered last. Covers all time, so it has no time series (evidence.md#seen-ever). */
export const SEEN_SOURCES: readonly (readonly [string, Source])[] = [
  ['guidesSeenEver', seen('guidesSeenEver')],
  ['pollsSeenEver', seen('pollsSeenEver')],
];

function seen(source: SeenSource): Source {
  return {
    parameters: ['appId', 'blacklist', ...Object.keys(IDS[source])],
    open: (context, { parameters }) => ({ rows: states(context, source, parameters) }),
  };
}

function states(context: Context, source: SeenSource, parameters: JsonObject): Iterable<PendoRow> {
  const { subscription, now, behaviour } = context;
  const { appIds, narrow } = chosenObjects(context, { ids: IDS[source], parameters });
  const rows = subscription.seen(source, { appIds, blacklist: blacklistOf(parameters) }, now);
  return Iterator.from(narrow(rows)).map(({ response, ...rest }) =>
    response === undefined ? rest : { ...rest, [behaviour.pollAnswerField]: response },
  );
}
