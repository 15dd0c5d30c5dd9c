import Memcached from 'memcached';
import { mark, serve } from './serve.mjs';

async function main() {
  const client = new Memcached(process.env.MEMCACHED);
  const call = (name, ...args) =>
    new Promise((resolve) => client[name](...args, () => resolve(mark(`after ${name}`))));
  await serve({
    async '/get'() {
      await call('set', 'sekret-key', 'sekret-value', 60);
      await call('get', 'sekret-key');
    },
    '/fails': () => call('incr', 'sekret-key', 'no number'),
  });
  client.end();
}

main();
