import { useState } from 'react';
import type { CartItem, Product, RecentOrder } from './api.ts';
import type { CartChange } from './cart.ts';
import { CheckoutForm } from './checkout-form.tsx';
import { formatMoney } from './money.ts';
import { Panel } from './panel.tsx';

interface CartPanelProps {
  cart: CartItem[];
  products: Product[];
  onChange: (change: CartChange) => void;
  onClose: () => void;
}

export function CartPanel({ cart, products, onChange, onClose }: CartPanelProps) {
  const [placed, setPlaced] = useState<RecentOrder>();
  const lines = cart.flatMap(({ id, quantity }) => {
    const product = products.find((candidate) => candidate.id === id);
    return product ? [{ product, quantity }] : [];
  });
  const total = lines.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0);

  function finish(order: RecentOrder): void {
    setPlaced(order);
    onChange({ empty: true });
  }

  if (placed) {
    return (
      <Panel title="Thank you" onClose={onClose}>
        <p className="done">
          Order <code>{placed.id.slice(0, 8)}</code> is placed: {formatMoney(placed.total)}.
        </p>
      </Panel>
    );
  }
  return (
    <Panel title="Cart" onClose={onClose}>
      {lines.length === 0 && <p className="empty">Nothing in it yet.</p>}
      <ul className="lines">
        {lines.map(({ product, quantity }) => (
          <li key={product.id}>
            <span>{product.name}</span>
            <span className="stepper">
              <button
                type="button"
                aria-label={`One ${product.name} less`}
                onClick={() => onChange({ remove: product.id })}
              >
                −
              </button>
              {quantity}
              <button
                type="button"
                aria-label={`One ${product.name} more`}
                onClick={() => onChange({ add: product.id })}
              >
                +
              </button>
            </span>
            <strong>{formatMoney(product.price * quantity)}</strong>
          </li>
        ))}
      </ul>
      {lines.length > 0 && <CheckoutForm items={cart} total={total} onPlaced={finish} />}
    </Panel>
  );
}
