import { distinct, groupsOf } from './groups.ts';
import { type Truth, type TruthEvent, textOrNull, weekOf } from './truth.ts';
import type { ExpectedModel } from './usage.ts';

function pollOf({ polls }: Truth, { row }: TruthEvent) {
  return polls.find(({ guideId, id }) => guideId === row.guideId && id === row.pollId);
}

function timeText(time: unknown): string {
  return new Date(Number(time)).toISOString();
}

function who({ visitorId, isAnonymous, accountId, appId }: TruthEvent) {
  return { visitor_id: visitorId, is_anonymous: isAnonymous, account_id: accountId, app_id: appId };
}

function guideName({ guides }: Truth, id: unknown): string | null {
  return textOrNull(guides.find((guide) => guide.id === id)?.name);
}

export const pollAnswers: ExpectedModel = (truth) =>
  truth.events('pollEvents').map((event) => {
    const { row, date } = event;
    const poll = pollOf(truth, event);
    const response = String(row.pollResponse);
    const chosen = (poll?.idResponses as Readonly<Record<string, string>> | undefined)?.[response];
    return {
      answered_at: timeText(row.browserTime),
      date,
      is_still_moving: truth.isStillMoving(date),
      ...who(event),
      guide_id: row.guideId,
      guide_name: guideName(truth, row.guideId),
      poll_id: row.pollId,
      poll_type: poll?.type ?? row.pollType,
      question: poll?.question ?? null,
      response,
      answer: row.pollType === 'PickList' ? (chosen ?? response) : response,
    };
  });

interface Rating {
  readonly event: TruthEvent;
  readonly rating: number;
  readonly reason: string | null;
}

function byTime(left: TruthEvent, right: TruthEvent): number {
  return Number(left.row.browserTime) - Number(right.row.browserTime);
}

/** Each visitor's ratings in their order; a reason belongs to the newest rating that is not later than it. */
function ratingsOf(truth: Truth): readonly Rating[] {
  const answers = truth.events('pollEvents').toSorted(byTime);
  const ratings = answers.filter(({ row }) => row.pollType === 'NPSRating');
  return groupsOf(ratings, ({ row, visitorId }) => ({ guide: row.guideId, poll: row.pollId, visitorId })).flatMap(
    ({ members, visitorId, guide }) =>
      members.map((event, place) => {
        const follow = pollOf(truth, event)?.followUpPollId;
        const next = members[place + 1];
        const reason = answers.find(
          (answer) =>
            answer.row.guideId === guide &&
            answer.row.pollId === follow &&
            answer.visitorId === visitorId &&
            answer.row.pollResponse !== '' &&
            byTime(answer, event) >= 0 &&
            (next === undefined || byTime(answer, next) < 0),
        );
        return { event, rating: Number(event.row.pollResponse), reason: textOrNull(reason?.row.pollResponse) };
      }),
  );
}

function categoryOf(rating: number): string {
  if (rating >= 9) return 'promoter';
  return rating >= 7 ? 'passive' : 'detractor';
}

export const npsResponses: ExpectedModel = (truth) =>
  ratingsOf(truth).map(({ event, rating, reason }) => ({
    rated_at: timeText(event.row.browserTime),
    date: event.date,
    is_still_moving: truth.isStillMoving(event.date),
    ...who(event),
    guide_id: event.row.guideId,
    poll_id: event.row.pollId,
    rating,
    category: categoryOf(rating),
    reason,
  }));

export const npsByWeek: ExpectedModel = (truth) =>
  groupsOf(ratingsOf(truth), ({ event }) => ({
    week: weekOf(event.date),
    guide_id: event.row.guideId,
    poll_id: event.row.pollId,
  })).map(({ members, ...keys }) => {
    const count = (wanted: string) => members.filter(({ rating }) => categoryOf(rating) === wanted).length;
    const [promoters, detractors] = [count('promoter'), count('detractor')];
    return {
      ...keys,
      is_still_moving: members.some(({ event }) => truth.isStillMoving(event.date)),
      guide_name: guideName(truth, keys.guide_id),
      question: truth.polls.find(({ id }) => id === keys.poll_id)?.question ?? null,
      responses: members.length,
      visitors: distinct(members, ({ event }) => event.visitorId),
      promoters,
      passives: count('passive'),
      detractors,
      responses_with_reason: members.filter(({ reason }) => reason !== null).length,
      average_rating: members.reduce((total, { rating }) => total + rating, 0) / members.length,
      nps: (100 * (promoters - detractors)) / members.length,
    };
  });

/** The ratings of one account in one week. */
export function accountRatings(truth: Truth, week: string, accountId: string): readonly number[] {
  const isMeant = ({ event }: Rating) => event.accountId === accountId && weekOf(event.date) === week;
  return ratingsOf(truth)
    .filter(isMeant)
    .map(({ rating }) => rating);
}
