import { isObject } from '../utils/is-object.ts';
import type { Answer, Answered, Asking, Finding, Question } from './types.ts';

/** What Pendo answers to a request that it cannot read, or that makes no sense to it. */
const REFUSALS: readonly number[] = [400, 422];
/** Of a count that may change while it is asked for. */
const NEAR_SHARE = 0.01;

/** Thrown by a belief that cannot be judged. The message says why, as the end of a sentence. */
export class Unanswered extends Error {}

export function agreesIf(agrees: boolean, seen: string): Finding {
  return { verdict: agrees ? 'agrees' : 'differs', seen };
}

export function unknown(seen: string): Finding {
  return { verdict: 'unknown', seen };
}

/** The answer with its rows. Throws Unanswered when Pendo refused, or nothing came. */
export async function answered(asking: Asking, question: Question): Promise<Answered> {
  const answer = await asking.ask(question);
  if (answer.kind === 'answered') return answer;
  throw new Unanswered(`${question.name}: ${sayAnswer(answer)}`);
}

/** The rows of an answer that are objects. */
export async function rowsOf(
  asking: Asking,
  question: Question,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return objectsIn((await answered(asking, question)).rows);
}

/** The first row of an answer; most questions of one row ask for a number or a constant. */
export async function rowOf(asking: Asking, question: Question): Promise<Readonly<Record<string, unknown>>> {
  const [row] = await rowsOf(asking, question);
  if (row === undefined) throw new Unanswered(`${question.name}: no row came`);
  return row;
}

export async function numberOf(asking: Asking, question: Question, field = 'count'): Promise<number> {
  const value = (await rowOf(asking, question))[field];
  if (typeof value === 'number') return value;
  throw new Unanswered(`${question.name}: no number came`);
}

export function objectsIn(rows: readonly unknown[]): readonly Readonly<Record<string, unknown>>[] {
  return rows.filter(isObject);
}

/** An answer in a few words, without anything of its content. */
export function sayAnswer(answer: Answer): string {
  if (answer.kind === 'none') return answer.why;
  if (answer.kind === 'refused') return `HTTP ${answer.status} with ${answer.body}`;
  return `HTTP ${answer.status}, ${counted(answer.rows.length, 'row')}`;
}

export function counted(count: number, what: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? what : `${what}s`}`;
}

/** What an answer says about a request that should be accepted. A refusal of the key's rights says nothing. */
export function accepted(answer: Answer): Finding {
  const isRefusal = answer.kind === 'refused' && REFUSALS.includes(answer.status);
  return answer.kind === 'answered' || isRefusal ? agreesIf(!isRefusal, sayAnswer(answer)) : unknown(sayAnswer(answer));
}

/** Whether an answer says nothing lasting: Pendo is in trouble, or asks to slow down. */
export function isPassing(status: number): boolean {
  return status >= 500 || status === 408 || status === 429;
}

/** Whether two counts may be of the same things: visitors come and go between two questions. */
export function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= NEAR_SHARE * Math.max(a, b);
}

/** The JSON type of a value. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
