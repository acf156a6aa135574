import type { Context } from '../aggregation/context.ts';
import type { Answer } from '../http/answer.ts';
import type { Incoming } from '../http/incoming.ts';

/** Answers one route. `parameters` are the decoded variable segments of the path, in order. */
export type Endpoint = (context: Context, incoming: Incoming, parameters: readonly string[]) => Answer;
