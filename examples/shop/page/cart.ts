import type { CartItem } from './api.ts';

export type CartChange = { add: string } | { remove: string } | { empty: true };

export function changeCart(cart: CartItem[], change: CartChange): CartItem[] {
  if ('empty' in change) return [];
  const id = 'add' in change ? change.add : change.remove;
  const step = 'add' in change ? 1 : -1;
  const known = cart.some((item) => item.id === id) ? cart : [...cart, { id, quantity: 0 }];
  return known
    .map((item) => (item.id === id ? { id, quantity: item.quantity + step } : item))
    .filter(({ quantity }) => quantity > 0);
}
