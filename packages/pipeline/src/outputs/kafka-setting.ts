import type { Warn } from '../warn.js';
import type { KafkaOptions } from './output-options.js';
import { outputParameters, type Unnamed } from './output-parameters.js';
import { readSecret } from './read-secret.js';

/** `kafka://host:9092?broker=host:9092&logs=topic`; undefined if it is no such address. */
export function kafkaSetting(
  url: URL,
  env: Readonly<Record<string, string | undefined>>,
  warn: Warn,
): Unnamed<KafkaOptions> | undefined {
  if (url.hostname === '' || (url.pathname !== '' && url.pathname !== '/')) return undefined;
  const { read, done } = outputParameters(url, warn);
  const topic = (text: string): string | undefined =>
    /^[\w.-]{1,249}$/.test(text) && text !== '.' && text !== '..' ? text : undefined;
  const further = url.searchParams.getAll('broker');
  read('broker', 'host:port', [], () =>
    further.every((one) => /^[\w.:[\]-]+:\d{1,5}$/.test(one)) ? further : undefined,
  );
  const mechanism = read<NonNullable<KafkaOptions['sasl']>['mechanism']>(
    'sasl',
    'PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512',
    'PLAIN',
    (text) => {
      const name = text.toUpperCase();
      return name === 'PLAIN' || name === 'SCRAM-SHA-256' || name === 'SCRAM-SHA-512'
        ? name
        : undefined;
    },
  );
  const options = {
    kind: 'kafka',
    brokers: [`${url.hostname}:${url.port || '9092'}`, ...further],
    tls: url.protocol === 'kafka+tls:',
    topics: {
      logs: read('logs', 'a topic', 'otlp_logs', topic),
      traces: read('traces', 'a topic', 'otlp_spans', topic),
      metrics: read('metrics', 'a topic', 'otlp_metrics', topic),
    },
  } as const;
  done();
  const username = env['SONDE_KAFKA_USERNAME']?.trim();
  const password = username ? readSecret(env, 'SONDE_KAFKA_PASSWORD', warn) : undefined;
  return username && password !== undefined
    ? { ...options, sasl: { mechanism, username, password } }
    : options;
}
