import { COLON, DOT, isDigit, LETTER_T, LETTER_Z, MINUS, putNull, QUOTE, ZERO } from './bytes';

const DAY_MS: u64 = 86_400_000;
/** 9999-12-31T23:59:59.999Z, the last time that a record can hold. */
const LAST_MS: u64 = 253_402_300_799_999;
const MOST_DIGITS: usize = 15;
/** The number of digits of epoch milliseconds from 2001 to 2286. */
export const MS_DIGITS: usize = 13;
const ZEROS: u64 = 0x3030303030303030;
/** Marks a value that is not the milliseconds of a time that a record can hold. */
export const NO_TIME: u64 = u64.MAX_VALUE;

/** Caches the text of the last date written, with its days since 1970: neighbouring rows often share a date. */
const DATE = memory.data(16);
let dateDays: u32 = u32.MAX_VALUE;

/** Reads digits as epoch milliseconds up to the year 9999. Returns NO_TIME for anything else. */
export function readMs(at: usize, end: usize): u64 {
  if (end - at === MS_DIGITS) return readMsDigits(at);
  if (end - at > MOST_DIGITS || !isDigit(load<u8>(at))) return NO_TIME;
  let ms: u64 = 0;
  for (; at < end; at += 1) ms = ms * 10 + (load<u8>(at) - ZERO);
  return ms > LAST_MS ? NO_TIME : ms;
}

/** Reads 13 digits in two parts: the first five, padded with three zeros in front, and the last eight. */
function readMsDigits(at: usize): u64 {
  if (!isDigit(load<u8>(at))) return NO_TIME;
  const first = (load<u64>(at) - ZEROS) << 24;
  const last = load<u64>(at + 5) - ZEROS;
  return joinDigits(first) * 100_000_000 + joinDigits(last);
}

/**
 * Returns the number of eight digits, one per byte with the first one lowest. Joins pairs, then fours, then all eight.
 */
function joinDigits(digits: u64): u64 {
  digits = (digits * 10 + (digits >> 8)) & 0x00ff00ff00ff00ff;
  digits = (digits * 100 + (digits >> 16)) & 0x0000ffff0000ffff;
  return (digits * 10_000 + (digits >> 32)) & 0xffffffff;
}

/** Writes RFC 3339 in UTC with milliseconds, as a JSON string; null for 0, because Pendo writes "never" so. */
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

const CALENDAR_SHIFT_MS: u64 = 13 * 3_600_000;
/** Caches the text of the last calendar date written, with its days since 1970. */
const CALENDAR_DATE = memory.data(16);
let calendarDays: u32 = u32.MAX_VALUE;

/** Writes the UTC date of the time + 13 hours as a JSON string. Returns 0 where that lies after the year 9999. */
export function putCalendarDate(to: usize, ms: u64): usize {
  const shifted = ms + CALENDAR_SHIFT_MS;
  if (shifted > LAST_MS) return 0;
  const days = <u32>(shifted / DAY_MS);
  if (days !== calendarDays) {
    putDate(CALENDAR_DATE, days);
    calendarDays = days;
  }
  store<u8>(to, QUOTE);
  v128.store(to + 1, v128.load(CALENDAR_DATE));
  store<u8>(to + 11, QUOTE);
  return to + 12;
}

// All eras of 400 years have the same number of days. Years counted from March have their leap day at the end.
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
