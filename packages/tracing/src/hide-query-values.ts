import { hideLiterals } from './hide-literals.js';

const HIDDEN = 'REDACTED';

function hideValues(query: string): string {
  return query.replace(/=[^&]*/g, `=${HIDDEN}`);
}

/** What only a URL has in which there is something to hide. */
const TELLING = /[#?@]/;

function hideInUrl(url: string): string {
  if (!TELLING.test(url)) return url;
  let shown = url;
  const fragment = shown.indexOf('#');
  if (fragment !== -1) shown = shown.slice(0, fragment);
  const query = shown.indexOf('?');
  if (query !== -1) shown = `${shown.slice(0, query)}?${hideValues(shown.slice(query + 1))}`;
  return shown.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?@]*@/i, `$1${HIDDEN}@`);
}

/**
 * The attributes in which instrumentations write a query, of a URL or of a database: they keep its names
 * and lose its values, since a value may be a token, an e-mail address or a card number.
 */
const hiders: Readonly<Record<string, (value: string) => string>> = {
  'db.query.text': hideLiterals,
  'http.target': hideInUrl,
  'http.url': hideInUrl,
  'url.full': hideInUrl,
  'url.path': hideInUrl,
  'url.query': hideValues,
};

/** What hides a query in the values of this attribute; undefined where there can be none. */
export function queryHider(key: string): ((value: string) => string) | undefined {
  return Object.hasOwn(hiders, key) ? hiders[key] : undefined;
}

/** The value to ship for this attribute. */
export function hideQueryValues(key: string, value: string): string {
  return queryHider(key)?.(value) ?? value;
}
