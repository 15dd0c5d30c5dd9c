import { createClient } from 'redis';
import { failing, mark, serve } from './serve.mjs';

async function main() {
  const client = createClient({ url: process.env.REDIS_URL });
  await client.connect();
  await serve({
    async '/get'() {
      await client.set('sekret-key', 'sekret-value');
      await client.get('sekret-key');
      mark('after a get');
    },
    async '/multi'() {
      await client.multi().incr('count').expire('count', 60).exec();
      mark('after a transaction');
    },
    async '/fails'() {
      await client.set('words', 'no list');
      await failing(() => client.lPush('words', 'sekret'));
      mark('after an error');
    },
  });
  await client.close();
}

main();
