import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type AnnotationQuery,
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel,
  QueryVariableBuilder,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PROMETHEUS } from './sources.ts';

export interface Board {
  /** The last part of the uid `sonde-…`, and of the file's name. */
  name: string;
  title: string;
  about: string;
  panels: Builder<Panel>[];
  /** Which services can be chosen: any number (the default), one, or one page. */
  choice?: 'many' | 'one' | 'page';
}

/** What a dashboard of Sonde has in common: the choice of services, deploy marks, links to the others. */
export function buildBoard({ name, title, about, panels, choice = 'many' }: Board): Dashboard {
  const builder = new DashboardBuilder(`Sonde / ${title}`)
    .uid(`sonde-${name}`)
    .description(about)
    .tags(['sonde'])
    .readonly()
    .refresh('30s')
    .time({ from: 'now-1h', to: 'now' })
    .tooltip(DashboardCursorSync.Crosshair)
    .withVariable(serviceVariable(choice))
    .annotation(deployMarks())
    .link(
      new DashboardLinkBuilder('Sonde')
        .type(DashboardLinkType.Dashboards)
        .tags(['sonde'])
        .asDropdown(true)
        .includeVars(true)
        .keepTime(true),
    );
  panels.forEach((panel) => builder.withPanel(panel));
  return builder.build();
}

function serviceVariable(choice: NonNullable<Board['choice']>): QueryVariableBuilder {
  const variable = new QueryVariableBuilder('service')
    .label(choice === 'page' ? 'Page' : 'Service')
    .datasource(PROMETHEUS)
    .query(
      choice === 'page'
        ? 'label_values(traces_span_metrics_calls_total{sonde_source="browser"}, service_name)'
        : 'label_values(target_info, service_name)',
    )
    .refresh(VariableRefresh.OnTimeRangeChanged);
  if (choice !== 'many') return variable;
  return variable
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ selected: true, text: 'All', value: '$__all' });
}

/** A process that began is a deploy, or a restart; its mark stands at the value, which is the time. */
const deployMarks = (): Builder<AnnotationQuery> => ({
  build: () => ({
    ...new AnnotationQueryBuilder()
      .name('Starts')
      .datasource(PROMETHEUS)
      .enable(true)
      .iconColor('blue')
      .expr('process_start_time_seconds{service_name=~"$service"} * 1000 > $__from')
      .build(),
    ...MARK,
  }),
});

/** Of Prometheus's data source; the foundation SDK has no words for it. */
const MARK = {
  useValueForTime: true,
  titleFormat: '{{service_name}} {{service_version}}',
  tagKeys: 'service_name',
};
