// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
import { request } from './request.mjs';

export class PaymentError extends Error {}

export async function chargeCard(card, amount) {
  if (!luhn(card)) throw new PaymentError(`card ending in ${card.slice(-4)} is not valid`);
  return await request('/charge', { amount });
}

export async function refund(id) {
  return await request(`/refund/${id}`, {});
}

export async function balance(id) {
  const { account } = await request('/balance/ok', { id });
  return account.balance;
}

function luhn(card) {
  let sum = 0;
  for (let i = 0; i < card.length; i++) sum += Number(card[i]) * (i % 2 === 0 ? 2 : 1);
  return sum % 10 === 0;
}
