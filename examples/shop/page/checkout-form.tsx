import { type FormEvent, useState } from 'react';
import { type CartItem, checkOut, listFaults, type RecentOrder } from './api.ts';
import { checkCardCarelessly } from './faults/check-card.ts';
import { formatMoney } from './money.ts';

interface CheckoutFormProps {
  items: CartItem[];
  total: number;
  onPlaced: (order: RecentOrder) => void;
}

export function CheckoutForm({ items, total, onPlaced }: CheckoutFormProps) {
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const field = new FormData(event.currentTarget);
    const text = (name: string) => field.get(name) as string;
    const customer = {
      name: text('name'),
      email: text('email'),
      password: text('password'),
      card: { number: text('card') },
    };
    setBusy(true);
    setProblem('');
    try {
      onPlaced(await checkOut(customer, items));
    } catch (error) {
      setProblem((error as Error).message);
      const faults = await listFaults();
      if (faults.some(({ name, on }) => on && name === 'careless')) checkCardCarelessly(customer);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className="checkout" onSubmit={submit}>
      <label>
        Name
        <input name="name" autoComplete="name" required />
      </label>
      <label>
        E-mail
        <input name="email" type="email" autoComplete="email" required />
      </label>
      <label>
        Password
        <input name="password" type="password" autoComplete="new-password" required />
      </label>
      <label>
        Card number
        <input
          name="card"
          inputMode="numeric"
          autoComplete="cc-number"
          placeholder="4111 1111 1111 1111"
          required
        />
      </label>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" className="primary" disabled={busy}>
        {busy ? 'One moment …' : `Pay ${formatMoney(total)}`}
      </button>
    </form>
  );
}
