import mysql from 'mysql2/promise';
import { failing, mark, serve } from './serve.mjs';

async function main() {
  const pool = mysql.createPool({ uri: process.env.MARIADB_URL, connectionLimit: 1 });
  await serve({
    async '/query'() {
      await pool.query('SELECT ? AS name', ['sekret']);
      mark('after a query');
    },
    async '/execute'() {
      await pool.execute('SELECT ? + 1 AS sum', [41]);
      mark('after a prepared statement');
    },
    async '/transaction'() {
      const connection = await pool.getConnection();
      await connection.beginTransaction();
      await connection.query("SELECT 'sekret'");
      await connection.commit();
      connection.release();
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
