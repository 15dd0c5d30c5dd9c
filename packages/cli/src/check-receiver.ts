import { resolveLaneOptions } from '@sonde/pipeline';
import { type Finding, ok, wrong } from './finding.js';

type Env = Readonly<Record<string, string | undefined>>;

const ANSWER_WITHIN_MS = 3000;

/** An export of no record at all: a receiver that understands OTLP says 200 and stores nothing. */
const emptyExport = '{}';

/** For logs: one record, so that what the receiver does with it can be looked at. */
const testRecord = (): string =>
  JSON.stringify({
    resourceLogs: [
      {
        resource: {
          attributes: [{ key: 'service.name', value: { stringValue: 'sonde-doctor' } }],
        },
        scopeLogs: [
          {
            logRecords: [
              {
                timeUnixNano: `${Date.now()}000000`,
                severityNumber: 9,
                body: { stringValue: 'a test record of sonde doctor' },
                attributes: [],
              },
            ],
          },
        ],
      },
    ],
  });

/** In an OTLP answer: records that were not taken. */
const REJECTED = /"rejected\w+"\s*:\s*"?[1-9]/;
const MAX_ANSWER = 10_000;

/** Asks each receiver whether it takes OTLP. */
export async function checkReceiver(env: Env): Promise<Finding[]> {
  const { endpoints, headers } = resolveLaneOptions({}, env, () => {});
  return await Promise.all(
    (['logs', 'traces', 'metrics'] as const).map((signal) =>
      ask(signal, endpoints[signal], headers[signal] ?? {}),
    ),
  );
}

async function ask(
  signal: string,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<Finding> {
  const shown = withoutSecrets(url);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { ...headers, 'content-type': 'application/json' },
      body: signal === 'logs' ? testRecord() : emptyExport,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const said = (await answer.text()).slice(0, MAX_ANSWER);
    const isOtlp = answer.headers.get('content-type')?.startsWith('application/json');
    if (answer.status === 200 && !isOtlp) {
      return wrong(`${shown} answers, but not as an OTLP receiver.`, advice(answer.status));
    }
    if (REJECTED.test(said)) return wrong(`${shown} takes ${signal}, but not a test record.`);
    if (answer.status === 200) {
      return ok(`${shown} takes ${signal}${signal === 'logs' ? ', and took a test record' : ''}.`);
    }
    return wrong(`${shown} answers ${answer.status} to ${signal}.`, advice(answer.status));
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    const why = name === 'TimeoutError' ? `no answer in ${ANSWER_WITHIN_MS / 1000} s` : cause?.code;
    return wrong(
      `${shown} can't be reached (${why ?? (error as Error).message}).`,
      'Start the viewer with "sonde up", or set OTEL_EXPORTER_OTLP_ENDPOINT to a collector.',
    );
  }
}

function advice(status: number): string {
  if (status === 401 || status === 403)
    return 'Set OTEL_EXPORTER_OTLP_HEADERS to what it asks for.';
  if (status === 404)
    return 'Something else listens there, or the path is wrong: OTLP ends in /v1/logs.';
  if (status === 415) return 'It understands no OTLP over HTTP: is this its gRPC port?';
  return 'Something else may listen there.';
}

function withoutSecrets(url: string): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  shown.search = '';
  return shown.href;
}
