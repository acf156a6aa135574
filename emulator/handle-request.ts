import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createContext } from './aggregation/context.ts';
import { answerControl } from './endpoints/control.ts';
import { answerRequest } from './endpoints/index.ts';
import { replacement, spoiled, spoilsBody } from './faults/spoil.ts';
import { type Answer, textAnswer } from './http/answer.ts';
import { type Incoming, readIncoming } from './http/incoming.ts';
import { CutBody, Refusal } from './http/refusal.ts';
import { send } from './http/send.ts';
import type { LoggedRequest } from './request-log.ts';
import type { EmulatorState } from './state.ts';

const CHUNK_CHARS = 64 * 1024;
/** Made once, because every response closes in the end, and an error with a stack takes its time. */
const CLIENT_LEFT = new Error('The client has left.');

interface Exchange {
  readonly state: EmulatorState;
  readonly incoming: Incoming;
  readonly response: ServerResponse;
  /** Aborted when the connection closes. */
  readonly clientLeft: AbortSignal;
}

/**
 * Handles one request from its first byte to the end of its answer. Never rejects: an error ends only this connection.
 */
export async function handleRequest(
  state: EmulatorState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const clientLeft = new AbortController();
  response.once('close', () => clientLeft.abort(CLIENT_LEFT));
  try {
    const incoming = await readIncoming(request);
    const exchange = { state, incoming, response, clientLeft: clientLeft.signal };
    await (incoming.path.startsWith('/_emulator/') ? control(exchange) : loggedExchange(exchange));
  } catch {
    // The client left, a fault cut the body, or generating rows failed. In each case the answer must not look complete.
    response.destroy();
  }
}

async function control({ state, incoming, response, clientLeft }: Exchange): Promise<void> {
  const answer = orRefusal(() => answerControl(state, incoming));
  const body = answer.chunks(CHUNK_CHARS);
  await send({ response, answer, body, clientLeft, gzip: false, flush: false, onRows: () => {} });
}

async function loggedExchange(exchange: Exchange): Promise<void> {
  const { requests } = exchange.state;
  const logged = requests.begin(exchange.incoming);
  try {
    await answerPendo(exchange, logged);
  } catch (error) {
    if (!exchange.clientLeft.aborted && !(error instanceof CutBody)) logged.failure = String(error);
    throw error;
  } finally {
    requests.end(logged);
  }
}

async function answerPendo({ state, incoming, response, clientLeft }: Exchange, logged: LoggedRequest): Promise<void> {
  const fault = state.faults.pick(incoming) ?? {};
  logged.faulty = Object.keys(fault).length > 0;
  if (fault.delayMs !== undefined) await sleep(fault.delayMs, undefined, { signal: clientLeft });
  if (fault.reset) {
    response.socket?.resetAndDestroy();
    return;
  }
  const answer = replacement(fault, state.clock.now()) ?? orRefusal(() => answerFromData(state, incoming, logged));
  logged.status = answer.status;
  const spoils = spoilsBody(fault);
  await send({
    response,
    answer,
    body: spoils ? spoiled(answer.chunks(1), fault, clientLeft) : answer.chunks(CHUNK_CHARS),
    gzip: state.behaviour.gzip && /\bgzip\b/.test(String(incoming.headers['accept-encoding'] ?? '')),
    flush: spoils,
    clientLeft,
    onRows: (rows) => {
      logged.rows += rows;
    },
  });
  logged.complete = true;
}

function answerFromData(state: EmulatorState, incoming: Incoming, logged: LoggedRequest): Answer {
  const { subscription, behaviour, integrationKey } = state;
  // 400 for a wrong region (evidence.md#wrong-region), 403 or 401 for a bad or missing key (evidence.md#key-refused).
  // The bodies are not known.
  if (behaviour.wrongRegion) throw new Refusal(400, 'bad request');
  if (incoming.headers['x-pendo-integration-key'] !== integrationKey) {
    throw new Refusal(behaviour.badKeyStatus, 'forbidden');
  }
  const now = state.clock.now();
  const context = createContext({ subscription: subscription.at(now), behaviour, now, requestId: logged.id });
  return answerRequest(context, incoming);
}

function orRefusal(answer: () => Answer): Answer {
  try {
    return answer();
  } catch (error) {
    if (error instanceof Refusal) return textAnswer(error.status, error.message);
    throw error;
  }
}
