import { useEffect, useReducer, useState } from 'react';
import { listProducts, listRecentOrders, type Product, type RecentOrder } from './api.ts';
import { changeCart } from './cart.ts';
import { CartPanel } from './cart-panel.tsx';
import { FaultsPanel } from './faults-panel.tsx';
import { ProductCard } from './product-card.tsx';
import { RecentOrders } from './recent-orders.tsx';
import { useLive } from './use-live.ts';

export function Shop() {
  const [products, setProducts] = useState<Product[]>([]);
  const [recent, setRecent] = useState<RecentOrder[]>([]);
  const [cart, dispatch] = useReducer(changeCart, []);
  const [panel, setPanel] = useState<'cart' | 'faults'>();
  const [notice, setNotice] = useState('');

  const refreshRecent = () =>
    listRecentOrders().then(setRecent, () => setNotice('Recent orders are not to be had now.'));

  useEffect(() => {
    listProducts().then(setProducts, () => setNotice('The catalog does not answer.'));
    void refreshRecent();
  }, []);

  useLive(({ items }) => {
    setNotice(`Somebody just ordered ${items} ${items === 1 ? 'thing' : 'things'}.`);
    void refreshRecent();
  });

  const count = cart.reduce((sum, { quantity }) => sum + quantity, 0);

  return (
    <>
      <header className="bar">
        <a className="brand" href="/">
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M12 2v13M8 15h8l-2 7h-4z" />
          </svg>
          Fathom
        </a>
        <nav>
          <button type="button" className="quiet" onClick={() => setPanel('faults')}>
            Faults
          </button>
          <button type="button" className="primary" onClick={() => setPanel('cart')}>
            Cart <span className="badge">{count}</span>
          </button>
        </nav>
      </header>

      <main>
        <section className="hero">
          <h1>Instruments for deep water</h1>
          <p>Made of brass, glass and oak. They have told sailors where they are for centuries.</p>
        </section>
        <section className="grid" aria-label="Products">
          {products.map((product) => (
            <ProductCard
              key={product.id}
              product={product}
              onAdd={() => dispatch({ add: product.id })}
            />
          ))}
        </section>
        <RecentOrders orders={recent} />
      </main>

      <p className="notice" role="status" key={notice}>
        {notice}
      </p>
      {panel === 'cart' && (
        <CartPanel
          cart={cart}
          products={products}
          onChange={dispatch}
          onClose={() => setPanel(undefined)}
        />
      )}
      {panel === 'faults' && <FaultsPanel onClose={() => setPanel(undefined)} />}
    </>
  );
}
