import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import { JAEGER } from './sources.ts';

/** What Grafana's Jaeger data source is asked; the foundation SDK has no builder for it. */
export interface JaegerQuery {
  refId: string;
  datasource: DataSourceRef;
  queryType: 'search' | 'dependencyGraph';
  service?: string;
  tags?: string;
  /** As `500ms`. */
  minDuration?: string;
  limit?: number;
}

const asTarget = (query: Omit<JaegerQuery, 'refId' | 'datasource'>): Builder<Dataquery> => ({
  build(): JaegerQuery & Dataquery {
    return {
      refId: 'A',
      datasource: JAEGER,
      ...query,
      _implementsDataqueryVariant: () => undefined,
    };
  },
});

/** Kept traces of the one service that is chosen. */
export const traces = (filter: Pick<JaegerQuery, 'tags' | 'minDuration'>): Builder<Dataquery> =>
  asTarget({ queryType: 'search', service: '$service', limit: 20, ...filter });

/** Who calls whom in the kept traces. */
export const callGraph = (): Builder<Dataquery> => asTarget({ queryType: 'dependencyGraph' });
