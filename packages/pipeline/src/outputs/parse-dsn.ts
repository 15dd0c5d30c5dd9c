/** What a DSN says. */
export interface Dsn {
  /** Where envelopes are posted. */
  url: string;
  publicKey: string;
}

/** A DSN of Sentry, `https://<key>@<host>[/<path>]/<project>`; undefined if it is none. */
export function parseDsn(text: string): Dsn | undefined {
  const url = URL.parse(text);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined;
  const parts = url.pathname.split('/').filter((part) => part !== '');
  const project = parts.pop();
  if (project === undefined || !/^[\w-]+$/.test(project)) return undefined;
  if (!/^\w+$/.test(url.username)) return undefined;
  const folder = parts.map((part) => `/${part}`).join('');
  return {
    url: `${url.protocol}//${url.host}${folder}/api/${project}/envelope/`,
    publicKey: url.username,
  };
}
