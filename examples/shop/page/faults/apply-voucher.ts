interface Cart {
  voucher?: { code: string; percent: number };
}

/** Throws a TypeError: the cart that comes from the panel has no voucher. */
export function applyVoucher(cart: Cart): string {
  const voucher = cart.voucher as NonNullable<Cart['voucher']>;
  const percent = Math.min(voucher.percent, 50);
  return `${voucher.code.toUpperCase()} −${percent} %`;
}
