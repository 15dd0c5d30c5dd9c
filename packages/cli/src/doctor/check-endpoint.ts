import type { Finding } from './finding.js';

const TIMEOUT_MS = 3000;

/** Whether an OTLP receiver answers at the endpoint, and takes a record. */
export async function checkEndpoint(endpoint: string, send: boolean): Promise<Finding[]> {
  const base = URL.parse(endpoint);
  if (base === null || !/^https?:$/.test(base.protocol)) {
    return [{ is: 'bad', text: 'the endpoint is not an http or https address' }];
  }
  const shown = `${base.origin}${base.pathname.replace(/\/+$/, '')}`;
  const nothing = { resourceLogs: [] };
  const first = await post(`${shown}/v1/logs`, nothing);
  if (first instanceof Error) {
    return [
      {
        is: 'bad',
        text: `nobody answers at ${shown} (${reason(first)})`,
        advice: 'Start a receiver: sonde up',
      },
    ];
  }
  if (first.status === 401 || first.status === 403) {
    return [
      {
        is: 'bad',
        text: `${shown} refuses us (${first.status})`,
        advice: 'Set OTEL_EXPORTER_OTLP_HEADERS to what it asks for.',
      },
    ];
  }
  if (first.status !== 200 || !first.type.startsWith('application/json')) {
    return [
      {
        is: 'bad',
        text: `${shown} answers, but not as an OTLP receiver (status ${first.status})`,
        advice: 'Is it the HTTP port (usually 4318), not the gRPC one (4317)?',
      },
    ];
  }
  const findings: Finding[] = [{ is: 'good', text: `an OTLP receiver answers at ${shown}` }];
  if (!send) return findings;
  const second = await post(`${shown}/v1/logs`, testRecord());
  const taken = !(second instanceof Error) && second.status === 200 && !second.rejected;
  findings.push(
    taken
      ? { is: 'good', text: 'it took a test record (service sonde-doctor)' }
      : { is: 'bad', text: 'it did not take a test record', advice: 'Look at its own log.' },
  );
  return findings;
}

async function post(
  url: string,
  body: unknown,
): Promise<{ status: number; type: string; rejected: boolean } | Error> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = (await response.text()).slice(0, 10_000);
    return {
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      rejected: /"rejected\w+"\s*:\s*"?[1-9]/.test(text),
    };
  } catch (error) {
    return error instanceof Error ? error : new Error('failed');
  }
}

function reason(error: Error): string {
  const code = (error.cause as { code?: unknown } | undefined)?.code;
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ENOTFOUND') return 'no such host';
  if (error.name === 'TimeoutError') return 'no answer in time';
  return typeof code === 'string' ? code : 'not reachable';
}

function testRecord(): unknown {
  return {
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
  };
}
