import type { RecentOrder } from './api.ts';
import { formatMoney } from './money.ts';

const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });

export function RecentOrders({ orders }: { orders: RecentOrder[] }) {
  if (orders.length === 0) return null;
  return (
    <section className="recent">
      <h2>Recent orders</h2>
      <ul>
        {orders.map(({ id, items, total, placedAt }) => (
          <li key={id}>
            <time dateTime={placedAt}>{time.format(new Date(placedAt))}</time>
            <span>
              {items} {items === 1 ? 'thing' : 'things'}
            </span>
            <code>{id.slice(0, 8)}</code>
            <strong>{formatMoney(total)}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
