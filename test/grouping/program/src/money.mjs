// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
const rates = { EUR: { rate: 1 }, USD: { rate: 1.1 } };

export function parsePrice(text) {
  const price = Number(text);
  if (Number.isNaN(price)) throw new RangeError(`${text} is no price`);
  return price;
}

export function convert(amount, currency) {
  return amount * rates[currency].rate;
}

export function roundTo(amount, digits) {
  return amount.toFixed(digits);
}

export function cents(amount) {
  return BigInt(amount) + 100;
}
