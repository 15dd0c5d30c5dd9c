/** One instrumentation: what it is called, where it comes from, and what it waits for. */
export interface InstrumentationEntry {
  /** The short name, as in `OTEL_NODE_ENABLED_INSTRUMENTATIONS`. */
  name: string;
  /** `@opentelemetry/instrumentation-<name>` unless said. */
  package?: string;
  /** The class that the package exports. */
  exported: string;
  /** The modules whose first load brings it in. None: it is built at start. */
  modules: readonly string[];
  /** Only when asked for by name. */
  off?: true;
  /** Not needed beside this one, which does its work too. */
  coveredBy?: string;
  /** One of our own modules that goes with it, and does what it leaves undone. */
  beside?: 'amqpHosts' | 'kafkaHosts' | 'mysql2Pool' | 'nestErrors' | 'prismaErrors';
}

/** What is patched by a file of `modules/`. */
export const OWN = '@sonde/tracing';

/**
 * Every instrumentation of auto-instrumentations-node, Fastify's and Prisma's own, and those of ours. `pino` is not here:
 * the logger's tap does its work. `fs`, `dns` and `net` make many spans that say little, and
 * `runtime-node` and `host-metrics` measure what the metrics room measures, so those wait to be
 * asked for.
 */
export const instrumentationTable: readonly InstrumentationEntry[] = [
  {
    name: 'amqplib',
    exported: 'AmqplibInstrumentation',
    modules: ['amqplib'],
    beside: 'amqpHosts',
  },
  { name: 'aws-lambda', exported: 'AwsLambdaInstrumentation', modules: [] },
  {
    name: 'aws-sdk',
    exported: 'AwsInstrumentation',
    modules: [
      '@aws-sdk/middleware-stack',
      '@smithy/middleware-stack',
      '@smithy/core',
      '@aws-sdk/smithy-client',
      '@smithy/smithy-client',
    ],
  },
  { name: 'bullmq', package: OWN, exported: 'bullmq', modules: ['bullmq'] },
  { name: 'bunyan', exported: 'BunyanInstrumentation', modules: ['bunyan'] },
  {
    name: 'cassandra-driver',
    exported: 'CassandraDriverInstrumentation',
    modules: ['cassandra-driver'],
  },
  { name: 'connect', exported: 'ConnectInstrumentation', modules: ['connect'] },
  { name: 'cucumber', exported: 'CucumberInstrumentation', modules: ['@cucumber/cucumber'] },
  { name: 'dataloader', exported: 'DataloaderInstrumentation', modules: ['dataloader'] },
  { name: 'dns', exported: 'DnsInstrumentation', modules: ['dns', 'dns/promises'], off: true },
  { name: 'express', exported: 'ExpressInstrumentation', modules: ['express'] },
  {
    name: 'fastify',
    package: '@fastify/otel',
    exported: 'FastifyOtelInstrumentation',
    modules: ['fastify'],
  },
  { name: 'fs', exported: 'FsInstrumentation', modules: ['fs', 'fs/promises'], off: true },
  { name: 'generic-pool', exported: 'GenericPoolInstrumentation', modules: ['generic-pool'] },
  { name: 'graphql', exported: 'GraphQLInstrumentation', modules: ['graphql'] },
  { name: 'grpc', exported: 'GrpcInstrumentation', modules: ['@grpc/grpc-js'] },
  { name: 'hapi', exported: 'HapiInstrumentation', modules: ['@hapi/hapi'] },
  { name: 'hono', package: OWN, exported: 'hono', modules: ['hono'] },
  { name: 'host-metrics', exported: 'HostMetricsInstrumentation', modules: [], off: true },
  { name: 'http', exported: 'HttpInstrumentation', modules: ['http', 'https'] },
  { name: 'ioredis', exported: 'IORedisInstrumentation', modules: ['ioredis'] },
  {
    name: 'kafkajs',
    exported: 'KafkaJsInstrumentation',
    modules: ['kafkajs'],
    beside: 'kafkaHosts',
  },
  { name: 'knex', exported: 'KnexInstrumentation', modules: ['knex'] },
  { name: 'koa', exported: 'KoaInstrumentation', modules: ['koa'] },
  { name: 'lru-memoizer', exported: 'LruMemoizerInstrumentation', modules: ['lru-memoizer'] },
  { name: 'memcached', exported: 'MemcachedInstrumentation', modules: ['memcached'] },
  { name: 'mongodb', exported: 'MongoDBInstrumentation', modules: ['mongodb'] },
  { name: 'mongoose', exported: 'MongooseInstrumentation', modules: ['mongoose'] },
  { name: 'mqtt', package: OWN, exported: 'mqtt', modules: ['mqtt'] },
  { name: 'mysql', exported: 'MySQLInstrumentation', modules: ['mysql'] },
  {
    name: 'mysql2',
    exported: 'MySQL2Instrumentation',
    modules: ['mysql2'],
    beside: 'mysql2Pool',
  },
  {
    name: 'nestjs-core',
    exported: 'NestInstrumentation',
    modules: ['@nestjs/core'],
    beside: 'nestErrors',
  },
  { name: 'net', exported: 'NetInstrumentation', modules: ['net'], off: true },
  { name: 'openai', exported: 'OpenAIInstrumentation', modules: ['openai'] },
  { name: 'oracledb', exported: 'OracleInstrumentation', modules: ['oracledb'] },
  { name: 'pg', exported: 'PgInstrumentation', modules: ['pg', 'pg-pool'] },
  {
    name: 'prisma',
    package: '@prisma/instrumentation',
    exported: 'PrismaInstrumentation',
    modules: ['@prisma/client'],
    beside: 'prismaErrors',
  },
  {
    name: 'redis',
    exported: 'RedisInstrumentation',
    modules: ['redis', '@redis/client', '@node-redis/client'],
  },
  { name: 'restify', exported: 'RestifyInstrumentation', modules: ['restify'] },
  { name: 'router', exported: 'RouterInstrumentation', modules: ['router'], coveredBy: 'express' },
  { name: 'runtime-node', exported: 'RuntimeNodeInstrumentation', modules: [], off: true },
  { name: 'socket.io', exported: 'SocketIoInstrumentation', modules: ['socket.io'] },
  { name: 'tedious', exported: 'TediousInstrumentation', modules: ['tedious'] },
  { name: 'undici', exported: 'UndiciInstrumentation', modules: [] },
  { name: 'ws', package: OWN, exported: 'ws', modules: ['ws'] },
  { name: 'winston', exported: 'WinstonInstrumentation', modules: ['winston'] },
];

export function packageOf(entry: InstrumentationEntry): string {
  return entry.package ?? `@opentelemetry/instrumentation-${entry.name}`;
}
