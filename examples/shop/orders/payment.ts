import { hasFault } from './faults.ts';

export class PaymentError extends Error {
  override readonly name = 'PaymentError';
}

export interface Card {
  number: string;
}

/** Stands for a payment provider. */
export async function takePayment(card: Card, total: number, debug?: string): Promise<void> {
  if (debug) throw new PaymentError(`declined (${debug})`);
  if (card.number.replaceAll(' ', '').length < 12) throw new PaymentError('not a card number');
  try {
    await callProvider(total);
  } catch (cause) {
    throw new PaymentError('the payment was not taken', { cause });
  }
}

async function callProvider(total: number): Promise<{ amount: number }> {
  if (hasFault('orders-error')) {
    throw new Error('the payment provider closed the connection', {
      cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
    });
  }
  return { amount: total };
}
