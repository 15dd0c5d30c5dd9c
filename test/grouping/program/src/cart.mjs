// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
import { convert, parsePrice } from './money.mjs';

export class Cart {
  #voucher;

  constructor(currency) {
    this.currency = currency;
    this.items = [];
  }

  add(item) {
    this.items.push({ ...item, price: parsePrice(item.price) });
    return this;
  }

  /** Two faults in one function. */
  redeem(voucher) {
    const known = { SPRING: { until: 10 }, SUMMER: { until: 90 } };
    if (!Object.hasOwn(known, voucher.code)) {
      throw new Error(`unknown voucher "${voucher.code}"`);
    }
    if (known[voucher.code].until < voucher.day) {
      throw new Error(`voucher expired ${voucher.day - known[voucher.code].until} days ago`);
    }
    this.#voucher = voucher;
    return this.#voucher;
  }

  total() {
    return this.items.reduce((sum, item) => sum + convert(item.price, this.currency), 0);
  }

  firstLabel() {
    return this.items[0].label.trim();
  }

  get weight() {
    return this.items.map((item) => item.parcel.weight).reduce((a, b) => a + b, 0);
  }

  set note(text) {
    this.text = text.toUpperCase();
  }

  static of(lines) {
    const cart = new Cart('EUR');
    for (const line of lines) cart.add(line);
    return cart;
  }
}
