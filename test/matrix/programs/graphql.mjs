import { buildSchema, graphql } from 'graphql';
import { mark, serve } from './serve.mjs';

async function main() {
  const schema = buildSchema('type Query { order(id: Int, card: String): String, broken: String }');
  const rootValue = {
    async order() {
      await new Promise((resolve) => setTimeout(resolve, 1));
      mark('resolver');
      return 'shoes';
    },
    broken() {
      throw new RangeError('no such order');
    },
  };
  const run = (source) => graphql({ schema, source, rootValue });
  await serve({
    async '/order'() {
      await run('query Order { order(id: 7, card: "sekret") }');
      mark('after a query');
    },
    '/broken': () => run('{ broken }'),
    '/invalid': () => run('{ nothing }'),
    '/unreadable': () => run('{ order('),
  });
}

main();
