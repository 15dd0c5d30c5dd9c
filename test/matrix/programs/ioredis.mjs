import { Redis } from 'ioredis';
import { failing, mark, serve } from './serve.mjs';

async function main() {
  const redis = new Redis(process.env.REDIS_URL);
  await serve({
    async '/promise'() {
      await redis.set('sekret-key', 'sekret-value', 'EX', 60);
      mark('after a promise');
      await redis.get('sekret-key');
    },
    async '/callback'() {
      await new Promise((resolve) => redis.get('sekret-key', () => resolve(mark('in a callback'))));
    },
    async '/pipeline'() {
      await redis.pipeline().incr('count').expire('count', 60).exec();
      mark('after a pipeline');
    },
    async '/fails'() {
      await redis.set('text', 'no list');
      await failing(() => redis.lpush('text', 'sekret'));
      mark('after an error');
    },
  });
  redis.disconnect();
}

main();
