import { type Metrics, startMetrics } from '@sonde/metrics';
import type { Metric } from '@sonde/otlp';
import type { Lane, MetricsRecord, Warning } from '@sonde/pipeline';

export interface Recorded {
  metrics: Metrics;
  warnings: Warning[];
  records: MetricsRecord[];
  /** The metrics of the last push, by name; points of one name together. */
  pushed(): Map<string, Metric>;
  /** Waits until /metrics is served. */
  address(): Promise<string>;
}

const signal = {
  accepted: 5,
  delivered: 3,
  dropped: { ring_full: 1 },
  queued: 1,
};

/** Starts metrics over a lane that keeps what it is given. */
export function startRecorded(env: Record<string, string> = {}): Recorded {
  const warnings: Warning[] = [];
  const records: MetricsRecord[] = [];
  const lane = {
    offer(_signal: string, json: string) {
      if (json.includes('\n')) throw new Error('a record has a line break');
      records.push(JSON.parse(json) as MetricsRecord);
      return true;
    },
    ledger: () => ({
      signals: { logs: signal },
      deliveredBytes: { logs: 300 },
      retries: 2,
      spoolBytes: 0,
      lastSuccess: 1_764_000_000_000,
      oldestMs: 1500,
      outputs: { file: { logs: signal } },
    }),
  } as unknown as Lane;
  const metrics = startMetrics({
    lane,
    resource: { attributes: [] },
    env: { OTEL_EXPORTER_PROMETHEUS_PORT: '0', ...env },
    warn: (warning) => warnings.push(warning),
  });
  return {
    metrics,
    warnings,
    records,
    pushed() {
      records.length = 0;
      metrics.push();
      return new Map(records.flatMap((record) => record.metrics.map((each) => [each.name, each])));
    },
    async address() {
      while (metrics.address === undefined) {
        await new Promise((resolve) => {
          setTimeout(resolve, 5);
        });
      }
      return metrics.address;
    },
  };
}

/** GET with the Accept header of a Prometheus that knows OpenMetrics. */
export async function scrape(address: string, open = true): Promise<string> {
  const accept = open
    ? 'application/openmetrics-text;version=1.0.0,text/plain;q=0.5'
    : 'text/plain';
  const response = await fetch(address, { headers: { accept } });
  if (!response.ok) throw new Error(`${response.status}`);
  return response.text();
}
