import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';

/** The uids that `grafana/provisioning/datasources` gives; a test keeps both sides the same. */
export const PROMETHEUS: DataSourceRef = { type: 'prometheus', uid: 'sonde-prometheus' };
export const JAEGER: DataSourceRef = { type: 'jaeger', uid: 'sonde-jaeger' };
export const LOKI: DataSourceRef = { type: 'loki', uid: 'sonde-loki' };
