export interface Product {
  id: string;
  name: string;
  note: string;
  /** Cents. */
  price: number;
}

export interface RecentOrder {
  id: string;
  items: number;
  /** Cents. */
  total: number;
  placedAt: string;
}

export interface Fault {
  name: string;
  service: string;
  title: string;
  about: string;
  on: boolean;
}

export interface Customer {
  name: string;
  email: string;
  password: string;
  card: { number: string };
}

export interface CartItem {
  id: string;
  quantity: number;
}

export const listProducts = (): Promise<Product[]> => get('products');
export const listRecentOrders = (): Promise<RecentOrder[]> => get('orders/recent');
export const listFaults = (): Promise<Fault[]> => get('faults');

export const switchFault = (name: string, on: boolean): Promise<Fault> =>
  post('faults', { name, on });

/** Signs in and orders, in one go. Resolves to the order. */
export async function checkOut(customer: Customer, items: CartItem[]): Promise<RecentOrder> {
  const { email, password, ...rest } = customer;
  const { token } = await post<{ token: string }>('login', { email, password });
  return post('checkout', { ...rest, email, password, items }, token);
}

function get<T>(path: string): Promise<T> {
  return call(path, {});
}

function post<T>(path: string, body: unknown, token?: string): Promise<T> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (token) headers['authorization'] = `Bearer ${token}`;
  return call(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function call<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(`/api/${path}`, init);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.message ?? `the shop answered ${response.status}`);
  return answer;
}
