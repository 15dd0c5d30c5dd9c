import type { RecordedSpan } from '../spans/recorded-span.js';

/** What is done to the spans of one scope, so that they follow the conventions. */
export interface Mend {
  /** Old names of attributes, and those of today. */
  rename?: Readonly<Record<string, string>>;
  /** Attributes that say what must not be said, or what no convention knows. */
  drop?: readonly string[];
  /** In the name of the span. */
  name?: (span: RecordedSpan) => string;
  /** What stands between double quotes is a value, not a name. */
  quotedValues?: true;
  /** What else there is to it. */
  also?: (span: RecordedSpan) => void;
  /** The code by which a server names an error, if its text tells it. */
  errorCode?: RegExp;
}

const FIRST_WORD = /^\s*([a-z]+)/i;

export function read(span: RecordedSpan, key: string): string {
  const value = span.values[span.keys.indexOf(key)];
  return typeof value === 'string' ? value : '';
}

function operation(span: RecordedSpan): string {
  return (FIRST_WORD.exec(read(span, 'db.query.text'))?.[1] ?? '').toUpperCase();
}

/** `SELECT shop`, as the conventions for databases want it. */
function pgName(span: RecordedSpan): string {
  if (!span.name.startsWith('pg.query:')) return span.name;
  return `${operation(span)} ${read(span, 'db.namespace')}`.trim();
}

const INTERNAL = 0;
const SERVER = 1;

/** Next.js serves within a request that has its span already, and names a fetch by its whole URL. */
function mendNext(span: RecordedSpan): void {
  const said = span as { kind: number };
  if (said.kind === SERVER && span.parentSpanId !== '' && !span.parentIsRemote) {
    said.kind = INTERNAL;
  }
  const path = span.keys.indexOf('url.path');
  if (path !== -1) span.values[path] = String(span.values[path]).split('?', 1)[0];
}

const MESSAGING = {
  'messaging.destination': 'messaging.destination.name',
  'messaging.operation': 'messaging.operation.type',
};

/** By the end of the package's name; Next.js makes its spans itself. */
export const mends: Readonly<Record<string, Mend>> = {
  amqplib: {
    rename: {
      ...MESSAGING,
      'messaging.protocol_version': 'network.protocol.version',
      'messaging.rabbitmq.routing_key': 'messaging.rabbitmq.destination.routing_key',
    },
    drop: ['messaging.destination_kind', 'messaging.protocol', 'messaging.url'],
  },
  grpc: {
    rename: { 'rpc.system': 'rpc.system.name', 'rpc.grpc.status_code': 'rpc.response.status_code' },
    drop: ['grpc.error_name', 'grpc.error_message'],
    name: (span) => span.name.replace(/^grpc\./, ''),
  },
  ioredis: { errorCode: /^([A-Z]+) / },
  kafkajs: { drop: ['messaging.kafka.message.key'] },
  knex: {},
  memcached: {
    drop: ['db.memcached.key', 'db.memcached.lifetime', 'memcached.version'],
    name: (span) => span.name.replace(/^memcached /, ''),
  },
  mongodb: {},
  mongoose: {},
  mysql: { errorCode: /^(ER_[A-Z_]+): /, quotedValues: true },
  mysql2: { quotedValues: true },
  'next.js': {
    rename: {
      'http.method': 'http.request.method',
      'http.status_code': 'http.response.status_code',
      'http.target': 'url.path',
      'http.url': 'url.full',
      'net.peer.name': 'server.address',
      'net.peer.port': 'server.port',
    },
    drop: ['next.span_name'],
    name: (span) => span.name.replace(/^(fetch \S+) .*/, '$1'),
    also: mendNext,
  },
  pg: { name: pgName, errorCode: /\(code: (\w+)\)$/ },
  redis: { name: (span) => span.name.replace(/^redis-/, ''), errorCode: /^([A-Z]+) / },
  'socket.io': { rename: MESSAGING },
};

/** SQL, where the name of the operation has to be read off. */
const sql: ReadonlySet<string> = new Set(['mysql', 'mysql2', 'pg']);

export function sqlOperation(short: string, span: RecordedSpan): string {
  return sql.has(short) ? operation(span) : '';
}
