import type { Finding } from './finding.js';

type Env = Readonly<Record<string, string | undefined>>;

const isNumber = (text: string): boolean =>
  /^\d+$/.test(text) && Number.isSafeInteger(Number(text));
const isUrl = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '');
const isFlag = (text: string): boolean => /^(1|0|true|false)$/i.test(text);
const listOf =
  (...allowed: string[]) =>
  (text: string): boolean =>
    text.split(',').every((part) => allowed.includes(part.trim()));
const isPairs = (text: string): boolean =>
  text.split(',').every((pair) => pair.trim() === '' || /^[^=]+=/.test(pair.trim()));

const SIGNALS = ['', '_LOGS', '_TRACES', '_METRICS'];
const CHECKS: [names: string[], good: (text: string) => boolean, expected: string][] = [
  [SIGNALS.map((one) => `OTEL_EXPORTER_OTLP${one}_ENDPOINT`), isUrl, 'an http or https address'],
  [SIGNALS.map((one) => `OTEL_EXPORTER_OTLP${one}_HEADERS`), isPairs, 'key=value, by commas'],
  [SIGNALS.map((one) => `OTEL_EXPORTER_OTLP${one}_TIMEOUT`), isNumber, 'milliseconds'],
  [
    SIGNALS.map((one) => `OTEL_EXPORTER_OTLP${one}_COMPRESSION`),
    listOf('gzip', 'none'),
    'gzip or none',
  ],
  [['OTEL_TRACES_EXPORTER', 'OTEL_LOGS_EXPORTER'], listOf('otlp', 'none'), 'otlp or none'],
  [['OTEL_METRICS_EXPORTER'], listOf('otlp', 'prometheus', 'none'), 'otlp, prometheus or none'],
  [['OTEL_RESOURCE_ATTRIBUTES'], isPairs, 'key=value, by commas'],
  [
    ['OTEL_METRIC_EXPORT_INTERVAL', 'OTEL_EXPORTER_PROMETHEUS_PORT', 'SONDE_FLUSH_DEADLINE_MS'],
    isNumber,
    'a whole number',
  ],
  [['SONDE_SPOOL_BYTES', 'SONDE_RING_BYTES'], isNumber, 'a number of bytes'],
  [
    ['OTEL_TRACES_SAMPLER'],
    listOf(
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ),
    'a sampler of the specification',
  ],
  [
    ['OTEL_TRACES_SAMPLER_ARG'],
    (text) => Number(text) >= 0 && Number(text) <= 1,
    'a share from 0 to 1',
  ],
  [
    ['OTEL_PROPAGATORS'],
    listOf('tracecontext', 'baggage', 'b3', 'b3multi', 'jaeger', 'none'),
    'propagators, by commas',
  ],
  [
    [
      'OTEL_SDK_DISABLED',
      'SONDE_DISABLED',
      'SONDE_CONSOLE',
      'SONDE_WARNINGS',
      'SONDE_REDACT_EMAIL',
    ],
    isFlag,
    '1 or 0',
  ],
  [
    ['SONDE_LOG_LEVEL'],
    listOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    'a level',
  ],
];

/** Settings that can't mean what they say. A value is never shown: it may be a secret. */
export function checkSettings(env: Env): Finding[] {
  const findings: Finding[] = [];
  let set = 0;
  for (const [names, good, expected] of CHECKS) {
    for (const name of names) {
      const value = env[name];
      if (value === undefined || value === '') continue;
      set++;
      if (good(value)) continue;
      findings.push({
        is: 'bad',
        text: `${name} is not ${expected}`,
        advice: 'Its default is used.',
      });
    }
  }
  const off = ['SONDE_DISABLED', 'OTEL_SDK_DISABLED'].find((name) =>
    /^(1|true)$/i.test(env[name] ?? ''),
  );
  if (off !== undefined) {
    findings.push({
      is: 'bad',
      text: `${off} is set: nothing is started`,
      advice: `Unset ${off}.`,
    });
  }
  if (env['OTEL_EXPORTER_OTLP_PROTOCOL'] === 'grpc') {
    findings.push({
      is: 'warn',
      text: 'OTEL_EXPORTER_OTLP_PROTOCOL is grpc: Sonde sends http/protobuf all the same',
      advice: 'Point OTEL_EXPORTER_OTLP_ENDPOINT to the HTTP port, usually 4318.',
    });
  }
  for (const name of ['OTEL_TRACES_EXPORTER', 'OTEL_LOGS_EXPORTER', 'OTEL_METRICS_EXPORTER']) {
    if (env[name] === 'none') findings.push({ is: 'note', text: `${name} is none: not sent` });
  }
  if (!env['OTEL_SERVICE_NAME'] && !/service\.name=/.test(env['OTEL_RESOURCE_ATTRIBUTES'] ?? '')) {
    findings.push({
      is: 'note',
      text: "OTEL_SERVICE_NAME is not set: the nearest package.json's name is used",
    });
  }
  if (!findings.some((one) => one.is === 'bad')) {
    findings.unshift({ is: 'good', text: `${set} set, all can be used` });
  }
  return findings;
}
