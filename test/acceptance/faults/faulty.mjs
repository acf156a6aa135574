#!/usr/bin/env node
// Runs in place of the connector in a broken image, calls it, and breaks its output in the way that FAULT names.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';

const CONNECTOR = '/airbyte/integration_code/bin/source-pendo';
const LOST_EVERY = 20;

const lostSince = new Map();
let records = 0;

/** Each fault takes a message and returns the message to print, or undefined to print nothing. */
const FAULTS = {
  // Proves that a failure comes from the fault and not from this wrapper.
  'no fault': (message) => message,
  'wrong type': onRecord(({ data }) => {
    const column = Object.keys(data).find((name) => typeof data[name] === 'number');
    if (column !== undefined) data[column] = 'a text';
  }),
  'another row on each read': onRecord(({ data }) => {
    const column = ['name', 'country', 'lastupdated', 'display_name'].find((name) => typeof data[name] === 'string');
    if (column !== undefined && column !== 'lastupdated') data[column] = `${data[column]} ${Math.random()}`;
  }),
  'rows lost': (message) => {
    if (message.type === 'RECORD' && ++records % LOST_EVERY === 0) {
      const { stream } = message.record;
      lostSince.set(stream, (lostSince.get(stream) ?? 0) + 1);
      return undefined;
    }
    return onState((state) => {
      const { name } = state.stream.stream_descriptor;
      state.sourceStats.recordCount -= lostSince.get(name) ?? 0;
      lostSince.delete(name);
    })(message);
  },
  'no state': (message) => (message.type === 'STATE' ? undefined : message),
  'legacy state': (message) =>
    message.type === 'STATE' ? { type: 'STATE', state: { type: 'LEGACY', data: { a: 1 } } } : message,
  'no counts': onState((state) => delete state.sourceStats),
  'counts too high': onState((state) => {
    state.sourceStats.recordCount += 1;
  }),
  'a misspelt field': onState((state) => {
    state.sourceStat = state.sourceStats;
  }),
  'no statuses': (message) => (message.trace?.type === 'STREAM_STATUS' ? undefined : message),
  'key not in the schema': onCatalog((stream) => {
    stream.source_defined_primary_key = [['there_is_no_such_column']];
  }),
  'closed schemas': onCatalog((stream) => {
    stream.json_schema.additionalProperties = false;
  }),
  'a secret that is not marked': onSpec(({ properties }) => delete properties.integration_key.airbyte_secret),
  'a new demand in the spec': onSpec((schema) => {
    schema.properties.new_option = { type: 'string', title: 'New', order: 99 };
    schema.required.push('new_option');
  }),
  'a secret in the log': (message) => message,
  'a check that is always good': (message) =>
    message.type === 'CONNECTION_STATUS' ? { ...message, connectionStatus: { status: 'SUCCEEDED' } } : message,
  'state ignored': (message) => message,
  'exit 0 after a failure': (message) => message,
  'exit 1 after a success': (message) => message,
};

function onRecord(spoil) {
  return (message) => on(message, message.record, spoil);
}
function onState(spoil) {
  return (message) => on(message, message.state, spoil);
}
function onSpec(spoil) {
  return (message) => on(message, message.spec?.connectionSpecification, spoil);
}
function onCatalog(spoil) {
  return (message) => on(message, message.catalog, ({ streams }) => streams.forEach(spoil));
}
function on(message, part, spoil) {
  if (part !== undefined) spoil(part);
  return message;
}

const fault = process.env.FAULT;
if (!Object.hasOwn(FAULTS, fault)) throw new Error(`There is no fault ${fault}.`);
const args = process.argv.slice(2);
const state = args.indexOf('--state');
if (fault === 'state ignored' && state !== -1) args.splice(state, 2);

if (fault === 'a secret in the log' && args[0] !== 'spec') {
  const { integration_key } = JSON.parse(readFileSync(args[args.indexOf('--config') + 1], 'utf8'));
  print({ type: 'LOG', log: { level: 'INFO', message: `The key is ${integration_key}.` } });
}
const connector = spawn(CONNECTOR, args, { stdio: ['inherit', 'pipe', 'inherit'] });
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => connector.kill(signal));
const ended = new Promise((resolve) => connector.once('close', resolve));
for await (const line of createInterface({ input: connector.stdout })) {
  const message = FAULTS[fault](JSON.parse(line, exactNumber));
  if (message !== undefined) print(message);
}
const code = (await ended) ?? 143;
process.exitCode =
  { 'exit 0 after a failure': 0, 'exit 1 after a success': code === 0 && args[0] === 'read' ? 1 : code }[fault] ?? code;

/** Keeps every digit of numbers, otherwise each broken image would have a second fault. */
function exactNumber(_name, value, { source }) {
  return typeof value === 'number' && String(value) !== source ? JSON.rawJSON(source) : value;
}

function print(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
