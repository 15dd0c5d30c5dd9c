import { pool } from './database.ts';
import { type Card, takePayment } from './payment.ts';

export interface NewOrder {
  customer: string;
  card: Card;
  items: { id: string; quantity: number }[];
  /** Only from careless code, see the gateway. */
  debug?: string;
}

export interface PlacedOrder {
  id: string;
  items: number;
  total: number;
}

const CATALOG_URL = process.env['CATALOG_URL'] ?? 'http://127.0.0.1:8081';

export async function placeOrder(order: NewOrder, requestId: string): Promise<PlacedOrder> {
  const prices = await pricesOf(
    order.items.map(({ id }) => id),
    requestId,
  );
  let items = 0;
  let total = 0;
  for (const { id, quantity } of order.items) {
    items += quantity;
    total += quantity * (prices.get(id) ?? 0);
  }
  await takePayment(order.card, total, order.debug);
  const { rows } = await pool.query<PlacedOrder>(
    'INSERT INTO orders (customer, items, total) VALUES ($1, $2, $3) RETURNING id, items, total',
    [order.customer, items, total],
  );
  return rows[0]!;
}

/** Prices are the catalog's to say, not the page's. */
async function pricesOf(ids: string[], requestId: string): Promise<Map<string, number>> {
  const url = new URL('/products', CATALOG_URL);
  url.searchParams.set('ids', ids.join(','));
  const response = await fetch(url, { headers: { 'x-request-id': requestId } });
  if (!response.ok) throw new Error(`the catalog answered ${response.status}`);
  const products = (await response.json()) as { id: string; price: number }[];
  return new Map(products.map(({ id, price }) => [id, price]));
}
