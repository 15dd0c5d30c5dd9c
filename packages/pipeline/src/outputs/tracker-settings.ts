import type { Warn } from '../warn.js';
import type { BugsnagOptions, SentryOptions } from './output-options.js';
import type { Unnamed } from './output-parameters.js';
import { parseDsn } from './parse-dsn.js';
import { readSecret } from './read-secret.js';

type Env = Readonly<Record<string, string | undefined>>;

/** `SONDE_SENTRY_DSN`; undefined if it is not set, or no DSN. */
export function sentrySetting(env: Env, warn: Warn): Unnamed<SentryOptions> | undefined {
  const dsn = readSecret(env, 'SONDE_SENTRY_DSN', warn);
  if (dsn === undefined) return undefined;
  if (parseDsn(dsn)) return { kind: 'sentry', dsn };
  warn({
    code: 'bad_option',
    message: 'SONDE_SENTRY_DSN is no DSN; nothing goes to Sentry',
    option: 'SONDE_SENTRY_DSN',
    expected: 'https://key@host/project',
    got: 'another text',
  });
  return undefined;
}

/** `SONDE_BUGSNAG_API_KEY` and `SONDE_BUGSNAG_ENDPOINT`; undefined if no key is set. */
export function bugsnagSetting(env: Env, warn: Warn): Unnamed<BugsnagOptions> | undefined {
  const apiKey = readSecret(env, 'SONDE_BUGSNAG_API_KEY', warn);
  if (apiKey === undefined) return undefined;
  const told = (option: string, message: string, expected: string): undefined => {
    warn({ code: 'bad_option', message, option, expected, got: 'another text' });
    return undefined;
  };
  if (!/^[0-9a-f]{32}$/i.test(apiKey)) {
    const message = 'SONDE_BUGSNAG_API_KEY is no key; nothing goes to Bugsnag';
    return told('SONDE_BUGSNAG_API_KEY', message, '32 hexadecimal digits');
  }
  let endpoint = 'https://notify.bugsnag.com/';
  const said = env['SONDE_BUGSNAG_ENDPOINT']?.trim();
  if (said) {
    const url = URL.parse(said);
    if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password) {
      endpoint = url.href;
    } else {
      const message = 'SONDE_BUGSNAG_ENDPOINT must be an http or https URL; the default is used';
      told('SONDE_BUGSNAG_ENDPOINT', message, 'an http or https URL');
    }
  }
  return { kind: 'bugsnag', apiKey, endpoint };
}
