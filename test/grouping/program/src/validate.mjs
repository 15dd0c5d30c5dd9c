// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
/** Three faults in one function. */
export function validate(form) {
  if (form.name === '') throw new TypeError('a name is wanted');
  if (form.age < 0) throw new TypeError(`age ${form.age} is below 0`);
  if (form.tags.includes('')) throw new TypeError(`tag ${form.tags.indexOf('')} is empty`);
  return form;
}

export function invariant(holds, message) {
  if (!holds) throw new Error(message);
}

export function checkBasket(basket) {
  invariant(basket.lines > 0, `basket ${basket.id} is empty`);
  return basket;
}

export function checkAddress(address) {
  invariant(address.zip.length === 5, `zip ${address.zip} must have 5 digits`);
  return address;
}

export function checkPattern(pattern) {
  return new RegExp(pattern);
}
