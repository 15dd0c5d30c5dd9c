import { computed, signal } from '@preact/signals';

/** What stays in the address when the reader goes from one view to another. */
const STICKY = ['range', 'from', 'to'];

interface Place {
  path: string;
  search: string;
}

const place = signal<Place>(here());

/** The path without a slash at its end. */
export const path = computed((): string => place.value.path.replace(/(.)\/+$/, '$1'));

/** Its parts, decoded. */
export const segments = computed((): string[] =>
  path.value.split('/').filter(Boolean).map(decodeSafely),
);

const search = computed((): URLSearchParams => new URLSearchParams(place.value.search));

/** One value of the query; empty counts as absent. */
export function param(name: string): string | undefined {
  return search.value.get(name) || undefined;
}

/** A link within the page that keeps the time range. `undefined` leaves a parameter out. */
export function href(to: string, params: Record<string, string | number | undefined> = {}): string {
  const query = new URLSearchParams();
  for (const name of STICKY) {
    const value = search.value.get(name);
    if (value) query.set(name, value);
  }
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || value === '') query.delete(name);
    else query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `${to}?${text}` : to;
}

/** Goes to a link of this page. */
export function navigate(to: string, replace = false): void {
  if (replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  place.value = here();
}

/** Changes parameters of the present view; typing replaces, choosing adds to the history. */
export function setParams(changes: Record<string, string | undefined>, replace = false): void {
  const query = new URLSearchParams(search.peek());
  for (const [name, value] of Object.entries(changes)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  const text = query.toString();
  const to = text ? `${path.peek()}?${text}` : path.peek();
  if (to !== location.pathname + location.search) navigate(to, replace);
}

/** Follows the browser's back and forward, and plain clicks on links. */
export function followLinks(): void {
  addEventListener('popstate', () => {
    place.value = here();
  });
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest?.('a[href]');
    const to = link?.getAttribute('href');
    if (!to?.startsWith('/') || to.startsWith('//') || link?.hasAttribute('target')) return;
    event.preventDefault();
    if (to !== location.pathname + location.search) navigate(to);
  });
}

function here(): Place {
  return { path: location.pathname, search: location.search };
}

function decodeSafely(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
