import type { Histogram } from '@opentelemetry/api';
import { api } from '../open-telemetry.js';

/** Seconds, as the conventions advise. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** The histogram `http.<side>.request.duration`, in seconds. */
export function requestDuration(side: 'server' | 'client'): Histogram {
  return api.metrics
    .getMeter('@sonde/tracing/http')
    .createHistogram(`http.${side}.request.duration`, {
      description: `Duration of HTTP ${side} requests.`,
      unit: 's',
      advice: { explicitBucketBoundaries: BOUNDS },
    });
}
