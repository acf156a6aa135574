import type { Incoming } from '../http/incoming.ts';
import type { AddedFault, Fault, FaultMatch } from './fault.ts';

/** Faults in the order they were added. For each request only the first one fires that matches and is not used up. */
export interface Faults {
  add(fault: Fault): AddedFault;
  clear(): void;
  all(): readonly AddedFault[];
  /** Counts the request for every fault that matches it. Returns the one that fires. */
  pick(request: Incoming): Fault | undefined;
}

interface FaultEntry extends AddedFault {
  fired: number;
  seen: number;
}

export function createFaults(): Faults {
  let entries: FaultEntry[] = [];
  const remove = (entry: FaultEntry) => {
    entries = entries.filter((other) => other !== entry);
  };
  return {
    add: (fault) => {
      const entry: FaultEntry = { fault, fired: 0, seen: 0, remove: () => remove(entry) };
      entries.push(entry);
      return entry;
    },
    clear: () => {
      entries = [];
    },
    all: () => entries,
    pick: (request) => {
      const matching = entries.filter(({ fault }) => matches(fault.match ?? {}, request));
      for (const entry of matching) entry.seen += 1;
      const firing = matching.find(isDue);
      if (firing !== undefined) firing.fired += 1;
      return firing?.fault;
    },
  };
}

function isDue({ fault: { match = {} }, fired, seen }: FaultEntry): boolean {
  const times = match.times ?? (match.nth === undefined ? Number.POSITIVE_INFINITY : 1);
  return seen >= (match.nth ?? 1) && fired < times;
}

function matches({ path, method, source, body, when }: FaultMatch, request: Incoming): boolean {
  return (
    (path === undefined || matchesPath(path, request.path)) &&
    (method === undefined || method === request.method) &&
    (source === undefined || source === request.source) &&
    (body === undefined || new RegExp(body).test(request.rawBody)) &&
    (when === undefined || when(request))
  );
}

function matchesPath(wanted: string | RegExp, path: string): boolean {
  return typeof wanted === 'string' ? path.includes(wanted) : new RegExp(wanted).test(path);
}
