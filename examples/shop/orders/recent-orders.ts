import { pool } from './database.ts';
import { hasFault } from './faults.ts';

export interface RecentOrder {
  id: string;
  items: number;
  total: number;
  placedAt: string;
}

const RECENT = 'SELECT id, items, total, placed_at AS "placedAt" FROM orders';

export async function recentOrders(): Promise<RecentOrder[]> {
  const slow = hasFault('slow-query') ? ', pg_sleep(1.5)' : '';
  const { rows } = await pool.query<RecentOrder>(
    `${RECENT}${slow} ORDER BY placed_at DESC LIMIT 5`,
  );
  return rows;
}
