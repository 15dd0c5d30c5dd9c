import type { Product } from './api.ts';
import { formatMoney } from './money.ts';
import { ProductArt } from './product-art.tsx';

export function ProductCard({ product, onAdd }: { product: Product; onAdd: () => void }) {
  return (
    <article className="card">
      <ProductArt id={product.id} />
      <h2>{product.name}</h2>
      <p>{product.note}</p>
      <footer>
        <strong>{formatMoney(product.price)}</strong>
        <button type="button" onClick={onAdd} aria-label={`Add ${product.name} to the cart`}>
          Add
        </button>
      </footer>
    </article>
  );
}
