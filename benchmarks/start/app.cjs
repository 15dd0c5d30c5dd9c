// The application of the start benchmark, as CommonJS: listens, then tells its cost and ends.
const fastify = require('fastify');
const { Redis } = require('ioredis');
const pg = require('pg');
const pino = require('pino');

const app = fastify({ loggerInstance: pino({ level: 'silent' }) });
const pool = new pg.Pool({ host: '127.0.0.1', port: 1 });
const redis = new Redis({ lazyConnect: true });
app.get('/', () => ({ ok: true }));
void app
  .listen({ port: 0, host: '127.0.0.1' })
  .then(() => app.close())
  .then(() => pool.end())
  .then(() => redis.disconnect());
