import type { Warn } from '../warn.js';
import { fileSetting } from './file-setting.js';
import { kafkaSetting } from './kafka-setting.js';
import type { OutputOptions } from './output-options.js';
import { SETTING, type Unnamed } from './output-parameters.js';
import { syslogSetting } from './syslog-setting.js';
import { bugsnagSetting, sentrySetting } from './tracker-settings.js';

/** An output costs a queue and a part of the spool. */
const MOST_OUTPUTS = 8;

const forms =
  'otlp, stdout, file:/path, syslog+udp://host:port, syslog+tcp://…, syslog+tls://… and kafka://host:port, with commas between';

type Env = Readonly<Record<string, string | undefined>>;

function refuse(why: string, warn: Warn): undefined {
  warn({
    code: 'bad_option',
    message: `${SETTING}: ${why}; that output is left out`,
    option: SETTING,
    expected: forms,
    got: 'another text',
  });
  return undefined;
}

function entry(text: string, env: Env, warn: Warn): Unnamed | undefined {
  if (text === 'otlp' || text === 'stdout') return { kind: text };
  try {
    const url = new URL(text);
    if (url.username !== '' || url.password !== '') {
      return refuse('an address must not hold a user or a password', warn);
    }
    let options: Unnamed | undefined;
    if (url.protocol === 'file:') options = fileSetting(url, warn);
    else if (url.protocol.startsWith('syslog+')) options = syslogSetting(url, warn);
    else if (url.protocol === 'kafka:' || url.protocol === 'kafka+tls:') {
      options = kafkaSetting(url, env, warn);
    }
    if (options) return options;
  } catch {
    // Told below.
  }
  return refuse('an entry is no output', warn);
}

/**
 * The outputs that the environment names: `SONDE_OUTPUTS`, and the trackers that have a setting of
 * their own. An entry that can't be read is one warning, in which nothing of it stands, and is left
 * out; if none is left, and by default, it is `otlp` alone. Pure but for files with secrets.
 */
export function resolveOutputs(env: Env, warn: Warn): OutputOptions[] {
  const texts = (env[SETTING] ?? '').split(',').map((text) => text.trim());
  const listed = texts.filter((text) => text !== '').map((text) => entry(text, env, warn));
  const named = listed.filter((options) => options !== undefined);
  if (named.length === 0) named.push({ kind: 'otlp' });
  const found = [...named, sentrySetting(env, warn), bugsnagSetting(env, warn)].filter(
    (options) => options !== undefined,
  );
  if (found.length > MOST_OUTPUTS) refuse(`there may be ${MOST_OUTPUTS} outputs at most`, warn);
  const counts = new Map<string, number>();
  const outputs: OutputOptions[] = [];
  for (const options of found.slice(0, MOST_OUTPUTS)) {
    const count = (counts.get(options.kind) ?? 0) + 1;
    counts.set(options.kind, count);
    if (count > 1 && (options.kind === 'otlp' || options.kind === 'stdout')) continue;
    const name = count === 1 ? options.kind : `${options.kind}-${count}`;
    outputs.push({ ...options, name });
  }
  return outputs;
}
