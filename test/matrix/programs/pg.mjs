import pg from 'pg';
import { failing, mark, serve } from './serve.mjs';

async function main() {
  const pool = new pg.Pool({ connectionString: process.env.POSTGRES_URL, max: 1 });
  await pool.query('CREATE TEMP TABLE IF NOT EXISTS orders (id int, card text)');
  await serve({
    async '/promise'() {
      await pool.query('SELECT $1::text AS name', ['sekret']);
      mark('after a promise');
    },
    async '/callback'() {
      await new Promise((resolve) => {
        pool.query("INSERT INTO orders VALUES (7, 'sekret')", () => resolve(mark('in a callback')));
      });
    },
    async '/client'() {
      const client = await pool.connect();
      await client.query('BEGIN');
      await client.query({
        name: 'by-id',
        text: 'SELECT * FROM orders WHERE id = $1',
        values: [7],
      });
      await client.query('COMMIT');
      client.release();
      mark('after a transaction');
    },
    async '/fails'() {
      await failing(() => pool.query('SELECT * FROM nowhere'));
      mark('after an error');
    },
  });
  await pool.end();
}

main();
