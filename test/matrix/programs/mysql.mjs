import mysql from 'mysql';
import { mark, serve } from './serve.mjs';

async function main() {
  const pool = mysql.createPool(`${process.env.MARIADB_URL}?connectionLimit=1`);
  const query = (...args) =>
    new Promise((resolve) =>
      pool.query(...args, (error) => resolve(mark(error ? 'error' : 'rows'))),
    );
  await serve({
    '/query': () => query('SELECT ? AS name', ['sekret']),
    '/fails': () => query('SELECT * FROM nowhere'),
    async '/events'() {
      await new Promise((resolve) =>
        pool
          .query("SELECT 'sekret'")
          .on('result', () => mark('result'))
          .on('end', resolve),
      );
    },
  });
  await new Promise((resolve) => pool.end(resolve));
}

main();
