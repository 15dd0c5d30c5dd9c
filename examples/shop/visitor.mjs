#!/usr/bin/env node
// A gentle visitor: looks around in the shop about once a second and now and then buys something.
import { setTimeout as wait } from 'node:timers/promises';

const shop = process.env.SHOP_URL ?? `http://127.0.0.1:${process.env.SONDE_SHOP_PORT ?? 8080}`;
const pauseMs = Number(process.env.VISITOR_PAUSE_MS ?? 1_000);

const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => ending.abort());

const habits = [
  { weight: 5, act: () => call('/api/products') },
  { weight: 3, act: () => call('/api/orders/recent') },
  { weight: 2, act: () => call('/') },
  { weight: 2, act: buySomething },
];

while (!ending.signal.aborted) {
  try {
    await pickHabit()();
    await wait(pauseMs * (0.5 + Math.random()), undefined, { signal: ending.signal });
  } catch {
    // A shop that is closed or broken is no reason to stay away, an end is.
    await wait(pauseMs, undefined, { signal: ending.signal }).catch(() => {});
  }
}

function pickHabit() {
  let luck = Math.random() * habits.reduce((sum, { weight }) => sum + weight, 0);
  return habits.find(({ weight }) => (luck -= weight) < 0).act;
}

async function buySomething() {
  const products = await call('/api/products');
  const { id } = products[Math.floor(Math.random() * products.length)];
  const email = 'visitor@example.com';
  const { token } = await call('/api/login', { email, password: 'correct horse' });
  await call(
    '/api/checkout',
    {
      name: 'Visitor',
      card: { number: '4242 4242 4242 4242' },
      items: [{ id, quantity: 1 + Math.floor(Math.random() * 3) }],
    },
    token,
  );
}

async function call(path, body, token) {
  const response = await fetch(new URL(path, shop), {
    method: body ? 'POST' : 'GET',
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: body && JSON.stringify(body),
    signal: AbortSignal.any([ending.signal, AbortSignal.timeout(10_000)]),
  });
  const text = await response.text();
  return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
}
