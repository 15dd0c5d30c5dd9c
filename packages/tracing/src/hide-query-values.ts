const HIDDEN = 'REDACTED';

function hideValues(query: string): string {
  return query.replace(/=[^&]*/g, `=${HIDDEN}`);
}

function hideInUrl(url: string): string {
  let shown = url;
  const fragment = shown.indexOf('#');
  if (fragment !== -1) shown = shown.slice(0, fragment);
  const query = shown.indexOf('?');
  if (query !== -1) shown = `${shown.slice(0, query)}?${hideValues(shown.slice(query + 1))}`;
  return shown.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?@]*@/i, `$1${HIDDEN}@`);
}

/**
 * The attributes in which instrumentations write a query: they keep its names and lose its values,
 * since a value may be a token, an e-mail address or a card number.
 */
const hiders: Readonly<Record<string, (value: string) => string>> = {
  'http.target': hideInUrl,
  'http.url': hideInUrl,
  'url.full': hideInUrl,
  'url.path': hideInUrl,
  'url.query': hideValues,
};

/** The value to ship for this attribute. */
export function hideQueryValues(key: string, value: string): string {
  return Object.hasOwn(hiders, key) ? (hiders[key]?.(value) ?? value) : value;
}
