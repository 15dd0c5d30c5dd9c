import knex from 'knex';
import { failing, mark, serve } from './serve.mjs';

async function main() {
  const db = knex({ client: 'pg', connection: process.env.POSTGRES_URL, pool: { min: 1, max: 1 } });
  await db.raw('SELECT 1');
  await serve({
    async '/select'() {
      await db
        .select('table_name')
        .from('information_schema.tables')
        .where({ table_name: 'sekret' });
      mark('after a select');
    },
    async '/fails'() {
      await failing(() => db.select().from('nowhere'));
    },
  });
  await db.destroy();
}

main();
