import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { integer, pgTable } from 'drizzle-orm/pg-core';
import pg from 'pg';
import { failing, mark, serve } from './serve.mjs';

const nowhere = pgTable('nowhere', { id: integer() });

async function main() {
  const pool = new pg.Pool({ connectionString: process.env.POSTGRES_URL, max: 1 });
  const db = drizzle({ client: pool });
  await serve({
    async '/execute'() {
      await db.execute(sql`select ${'sekret'}::text as name`);
      mark('after a query');
    },
    async '/fails'() {
      await failing(() => db.select().from(nowhere));
    },
  });
  await pool.end();
}

main();
