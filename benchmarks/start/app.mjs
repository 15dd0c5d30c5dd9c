// The application of the start benchmark, as an ES module: listens, then tells its cost and ends.
import fastify from 'fastify';
import Redis from 'ioredis';
import { Pool } from 'pg';
import pino from 'pino';

const app = fastify({ loggerInstance: pino({ level: 'silent' }) });
const pool = new Pool({ host: '127.0.0.1', port: 1 });
const redis = new Redis({ lazyConnect: true });
app.get('/', () => ({ ok: true }));
await app.listen({ port: 0, host: '127.0.0.1' });
await app.close();
await pool.end();
redis.disconnect();
