// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */

import { chargeCard } from './payment.mjs';
import { load } from './stock.mjs';

export class OutOfStockError extends Error {
  name = 'OutOfStockError';

  constructor(sku, left) {
    super(`only ${left} of ${sku} left`);
    this.sku = sku;
  }
}

async function reserve(sku, wanted) {
  const left = await load(sku);
  if (left < wanted) throw new OutOfStockError(sku, left);
  return left - wanted;
}

export async function place(order) {
  await reserve(order.sku, order.wanted);
  return order.id;
}

/** The fault of `reserve`, reached by another way. */
export async function reorder(previous) {
  const again = { ...previous, id: previous.id + 1 };
  await reserve(again.sku, again.wanted);
  return again;
}

export async function pay(order) {
  try {
    return await chargeCard(order.card, order.amount);
  } catch (error) {
    throw new Error(`order ${order.id} was not paid`, { cause: error });
  }
}

export async function all(orders) {
  return Promise.all(orders.map(async (order) => audit(order)));
}

async function audit(order) {
  await null;
  if (order.lines.length === 0) throw new Error(`order ${order.id} has no lines`);
  return order.lines.length;
}
