/** A program of `programs/`, and what it needs. */
export interface Program {
  name: string;
  /** The setting by which it learns the address of its server. */
  needs?: string;
  /** Settings that it runs with. */
  env?: Record<string, string>;
  /** Also in `npm test`, with what the repository installs itself. */
  quick?: true;
}

export const programs: readonly Program[] = [
  { name: 'http', quick: true },
  { name: 'express-5', quick: true },
  { name: 'express-4' },
  { name: 'fastify', quick: true },
  { name: 'koa' },
  { name: 'hapi' },
  { name: 'hono' },
  { name: 'nest' },
  { name: 'next', needs: 'NEXT_APP' },
  { name: 'undici' },
  { name: 'ws', quick: true },
  { name: 'ws-messages', env: { SONDE_WEBSOCKET_MESSAGES: '1' }, quick: true },
  { name: 'socket-io' },
  { name: 'grpc' },
  { name: 'graphql' },
  { name: 'pg', needs: 'POSTGRES_URL', quick: true },
  { name: 'knex', needs: 'POSTGRES_URL' },
  { name: 'drizzle', needs: 'POSTGRES_URL' },
  { name: 'prisma', needs: 'PRISMA_CLIENT' },
  { name: 'mysql', needs: 'MARIADB_URL' },
  { name: 'mysql2', needs: 'MARIADB_URL' },
  { name: 'redis', needs: 'REDIS_URL' },
  { name: 'ioredis', needs: 'REDIS_URL' },
  { name: 'redis-streams', needs: 'REDIS_URL' },
  { name: 'bullmq', needs: 'REDIS_URL' },
  { name: 'memcached', needs: 'MEMCACHED' },
  { name: 'mongodb', needs: 'MONGODB_URL' },
  { name: 'mongoose', needs: 'MONGODB_URL' },
  { name: 'amqplib', needs: 'AMQP_URL' },
  { name: 'kafkajs', needs: 'KAFKA' },
  { name: 'mqtt', needs: 'MQTT_URL' },
  // And Redis and Kafka.
  { name: 'broker-baggage', needs: 'AMQP_URL', env: { SONDE_BAGGAGE_KEYS: 'tier' } },
];
