import type { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import {
  decodeLogs,
  decodeMetrics,
  decodeTraces,
  OtlpError,
  parseLogsJson,
  parseMetricsJson,
  parseTracesJson,
} from '@sonde/otlp';
import { createReader } from '../sqlite/create-reader.js';
import { createWriter, type Writer } from '../sqlite/create-writer.js';
import { isDamaged, openDatabase, openForReading, setFilesAside } from '../sqlite/open-database.js';
import { createFollowerList } from './follower-list.js';
import { QueryError, type StoreQueries } from './queries.js';
import type { OtlpEncoding, OtlpSignal } from './store.js';
import type { FromWorker, ToWorker, WorkerFailure, WorkerSettings } from './worker-messages.js';

const BODIES_A_TRANSACTION = 64;
const BYTES_A_TRANSACTION = 4 * 1024 * 1024;
const NEWS_MS = 150;
const CHANGED_MS = 1000;
const MAINTAIN_MS = 2000;
/** Between two slices of deletion, so that what arrives meanwhile is not kept waiting. */
const MAINTAIN_PAUSE_MS = 5;

type IngestMessage = Extract<ToWorker, { type: 'ingest' }>;

if (parentPort === null) throw new Error('to be run as a worker thread');
const port = parentPort;
const settings = workerData as WorkerSettings;
const send = (message: FromWorker): void => port.postMessage(message);
const followers = createFollowerList();

let database: DatabaseSync;
let writer: Writer | undefined;
let reader: StoreQueries;
let queue: IngestMessage[] = [];

function open(): string | undefined {
  if (settings.role === 'read') {
    database = openForReading(settings.folder);
    reader = createReader(database);
    return undefined;
  }
  const opened = openDatabase(settings.folder);
  database = opened.database;
  writer = createWriter(database, {
    maxBytes: settings.maxBytes,
    maxAgeMs: settings.maxAgeMs,
    now: Date.now,
    followed: () => followers.size > 0,
    onLog: (row) => followers.offer(row),
    onIssue: (issue) => send({ type: 'issue', issue }),
  });
  reader = createReader(database);
  return opened.setAside;
}

/** A file that turns out to be damaged while in use is set aside, and a new one begun. */
function recover(): void {
  closeQuietly();
  const setAside = setFilesAside(settings.folder);
  open();
  send({ type: 'recovered', setAside });
}

function closeQuietly(): void {
  try {
    database.close();
  } catch {
    // Closed before, or past closing.
  }
}

const READERS = {
  logs: { json: parseLogsJson, protobuf: decodeLogs },
  traces: { json: parseTracesJson, protobuf: decodeTraces },
  metrics: { json: parseMetricsJson, protobuf: decodeMetrics },
} as const;

/** Reads a body and gives what stores it, to be called in a transaction. */
function readBody(
  into: Writer,
  signal: OtlpSignal,
  encoding: OtlpEncoding,
  body: Uint8Array,
): () => unknown {
  if (signal === 'logs') {
    const data = READERS.logs[encoding](body);
    return () => into.logs(data);
  }
  if (signal === 'traces') {
    const data = READERS.traces[encoding](body);
    return () => into.traces(data);
  }
  const data = READERS.metrics[encoding](body);
  return () => into.metrics(data);
}

function fail(id: number, error: unknown): void {
  let failure: WorkerFailure = {
    code: 'store_failed',
    message: error instanceof Error ? error.message : String(error),
  };
  if (error instanceof OtlpError) failure = { code: 'malformed', message: error.message };
  if (error instanceof QueryError) {
    failure = { code: 'parameter', message: error.message, parameter: error.parameter };
  }
  send({ type: 'failure', id, failure });
}

/** Stores all that waits: one transaction for many bodies, and an answer only when it is durable. */
function drain(): void {
  const into = writer;
  if (into === undefined || queue.length === 0) return;
  let bytes = 0;
  const end = queue.findIndex((one, index) => {
    bytes += one.body.byteLength;
    return index >= BODIES_A_TRANSACTION || bytes > BYTES_A_TRANSACTION;
  });
  const taken = queue.splice(0, end === -1 ? queue.length : Math.max(1, end));
  const writes: { id: number; write: () => unknown; value?: unknown }[] = [];
  for (const { id, signal, encoding, body } of taken) {
    try {
      writes.push({ id, write: readBody(into, signal, encoding, body) });
    } catch (error) {
      fail(id, error);
    }
  }
  try {
    into.transact(() => {
      for (const one of writes) one.value = one.write();
    });
    for (const { id, value } of writes) send({ type: 'answer', id, value });
  } catch (error) {
    for (const { id } of writes) fail(id, error);
    if (isDamaged(error)) recover();
  }
  if (queue.length > 0) setImmediate(drain);
}

function answer(id: number, work: () => unknown): void {
  try {
    send({ type: 'answer', id, value: work() });
  } catch (error) {
    fail(id, error);
    if (isDamaged(error) && settings.role === 'write') recover();
  }
}

function close(id: number): void {
  while (queue.length > 0) drain();
  for (const timer of timers) clearInterval(timer);
  closeQuietly();
  send({ type: 'answer', id, value: undefined });
  port.close();
}

function maintain(): void {
  try {
    if (writer?.maintain()) setTimeout(maintain, MAINTAIN_PAUSE_MS);
  } catch (error) {
    if (isDamaged(error)) recover();
  }
}

function tellNews(): void {
  followers.take((follower, logs, skipped) => send({ type: 'news', follower, logs, skipped }));
}

function tellChanged(): void {
  const changed = writer?.takeChanged();
  if (changed !== undefined && Object.values(changed).some(Boolean)) {
    send({ type: 'changed', changed });
  }
}

port.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'ingest':
      if (queue.length === 0) setImmediate(drain);
      queue.push(message);
      break;
    case 'query':
      answer(message.id, () =>
        (reader[message.name] as (query: unknown) => unknown)(message.query),
      );
      break;
    case 'status':
      answer(message.id, () => writer?.status());
      break;
    case 'change-issue':
      answer(message.id, () => writer?.changeIssue(message.fingerprint, message.change));
      break;
    case 'follow':
      followers.add(message.follower, message.filter);
      break;
    case 'unfollow':
      followers.remove(message.follower);
      break;
    case 'reopen':
      closeQuietly();
      open();
      break;
    case 'close':
      close(message.id);
      break;
  }
});

const setAside = open();
const timers =
  settings.role === 'write'
    ? [
        setInterval(tellNews, NEWS_MS),
        setInterval(tellChanged, CHANGED_MS),
        setInterval(maintain, MAINTAIN_MS),
      ]
    : [];
send({ type: 'ready', ...(setAside === undefined ? {} : { setAside }) });
