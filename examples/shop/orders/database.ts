import { Pool } from 'pg';

const connectionString =
  process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:8084/postgres';

export const pool: Pool = new Pool({ connectionString, max: 4 });

export async function createTables(): Promise<void> {
  await pool.query(`
    CREATE TABLE IF NOT EXISTS orders (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      customer text NOT NULL,
      items integer NOT NULL,
      total integer NOT NULL,
      placed_at timestamptz NOT NULL DEFAULT now()
    )`);
}
