import { mark } from '../../../mark.js';

export const dynamic = 'force-dynamic';

export default async function Page({ params }) {
  const { name } = await params;
  const answer = await fetch(`${process.env.PRICES_URL}/prices?token=sekret`, {
    cache: 'no-store',
  });
  const { amount } = await answer.json();
  mark('page');
  if (name === 'broken') throw new TypeError('the shelf is gone');
  return <p>{amount}</p>;
}
