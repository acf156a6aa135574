import { COLON, DOT, isDigit, LETTER_T, LETTER_Z, MINUS, putNull, QUOTE, ZERO } from './bytes';

const DAY_MS: u64 = 86_400_000;
/** 9999-12-31T23:59:59.999Z, the last time that a record holds. */
const LAST_MS: u64 = 253_402_300_799_999;
const MOST_DIGITS: usize = 15;
/** Of the milliseconds from 2001 to 2286. */
export const USUAL_DIGITS: usize = 13;
const ZEROS: u64 = 0x3030303030303030;
/** Not milliseconds of a time that a record can hold. */
export const NO_TIME: u64 = u64.MAX_VALUE;

/** The text of the date that was written last, and its days since 1970: times of neighbouring rows share it. */
const DATE = memory.data(16);
let dateDays: u32 = u32.MAX_VALUE;

/** The number that digits alone write: epoch milliseconds up to the year 9999, or NO_TIME for all else. */
export function readMs(at: usize, end: usize): u64 {
  if (end - at === USUAL_DIGITS) return readUsualMs(at);
  if (end - at > MOST_DIGITS || !isDigit(load<u8>(at))) return NO_TIME;
  let ms: u64 = 0;
  for (; at < end; at += 1) ms = ms * 10 + (load<u8>(at) - ZERO);
  return ms > LAST_MS ? NO_TIME : ms;
}

/** Of 13 digits: the first five, with three zeros before them, and the last eight. */
function readUsualMs(at: usize): u64 {
  if (!isDigit(load<u8>(at))) return NO_TIME;
  const first = (load<u64>(at) - ZEROS) << 24;
  const last = load<u64>(at + 5) - ZEROS;
  return joinDigits(first) * 100_000_000 + joinDigits(last);
}

/** The number of eight digits, a byte each and the first one lowest: joined by twos, then by fours, then all. */
function joinDigits(digits: u64): u64 {
  digits = (digits * 10 + (digits >> 8)) & 0x00ff00ff00ff00ff;
  digits = (digits * 100 + (digits >> 16)) & 0x0000ffff0000ffff;
  return (digits * 10_000 + (digits >> 32)) & 0xffffffff;
}

/** RFC 3339 in UTC with milliseconds, as a JSON string; null for 0, which is how Pendo writes "never". */
export function putTime(to: usize, ms: u64): usize {
  if (ms === 0) return putNull(to);
  const days = <u32>(ms / DAY_MS);
  const rest = <u32>(ms - <u64>days * DAY_MS);
  store<u8>(to, QUOTE);
  if (days !== dateDays) {
    putDate(DATE, days);
    dateDays = days;
  }
  v128.store(to + 1, v128.load(DATE));
  store<u8>(to + 11, LETTER_T);
  const seconds = rest / 1000;
  const minutes = seconds / 60;
  putPair(to + 12, minutes / 60);
  store<u8>(to + 14, COLON);
  putPair(to + 15, minutes % 60);
  store<u8>(to + 17, COLON);
  putPair(to + 18, seconds % 60);
  const fraction = rest % 1000;
  store<u8>(to + 20, DOT);
  store<u8>(to + 21, <u8>(ZERO + fraction / 100));
  putPair(to + 22, fraction % 100);
  store<u8>(to + 24, LETTER_Z);
  store<u8>(to + 25, QUOTE);
  return to + 26;
}

// Eras of 400 years have as many days each; years that begin in March have their leap day at the end.
const ERA_DAYS: u32 = 146_097;
/** From 0000-03-01 to 1970-01-01. */
const EPOCH_DAY: u32 = 719_468;

function putDate(to: usize, daysSinceEpoch: u32): void {
  const days = daysSinceEpoch + EPOCH_DAY;
  const era = days / ERA_DAYS;
  const dayOfEra = days - era * ERA_DAYS;
  const yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
  const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const marchMonth = (5 * dayOfYear + 2) / 153;
  const day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
  putPair(to, year / 100);
  putPair(to + 2, year % 100);
  store<u8>(to + 4, MINUS);
  putPair(to + 5, month);
  store<u8>(to + 7, MINUS);
  putPair(to + 8, day);
}

function putPair(to: usize, number: u32): void {
  const tens = number / 10;
  store<u8>(to, <u8>(ZERO + tens));
  store<u8>(to + 1, <u8>(ZERO + (number - tens * 10)));
}
