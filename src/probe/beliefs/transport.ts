import { parseHttpDate } from '../../pendo/http-date.ts';
import { agreesIf, answered } from '../findings.ts';
import { visitorSample } from '../people.ts';
import type { AskedBelief } from '../types.ts';

const MINUTE_MS = 60_000;

export const TRANSPORT_BELIEFS: readonly AskedBelief[] = [
  {
    id: 'gzip',
    about: 'gzip',
    assumes: 'used if the client accepts it',
    grade: '?',
    evidence: 'gzip',
    ifWrong: 'Nothing is lost. Answers are five to ten times as long on the way.',
    isEssential: false,
    async judge(asking) {
      const { contentEncoding } = (await answered(asking, visitorSample)).headers;
      const isGzip = contentEncoding?.trim().toLowerCase() === 'gzip';
      return agreesIf(
        isGzip,
        isGzip ? 'the answer came as gzip' : contentEncoding ? 'another encoding' : 'no encoding',
      );
    },
  },
  {
    id: 'date-header',
    about: '`Date` header',
    assumes: 'on every answer',
    grade: 'I',
    evidence: 'date-header',
    ifWrong: 'The clock of this machine decides alone up to when events are read; one that is ahead loses late rows.',
    isEssential: false,
    async judge(asking) {
      const time = parseHttpDate((await answered(asking, visitorSample)).headers.date ?? '');
      if (time === undefined) return agreesIf(false, 'no date that could be read');
      const minutes = Math.round((asking.wall() - time) / MINUTE_MS);
      return agreesIf(
        true,
        `a date; our clock is ${Math.abs(minutes).toLocaleString('en-US')} min ${minutes < 0 ? 'behind' : 'ahead'}`,
      );
    },
  },
];
