import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
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
}

/** What a dashboard of Sonde has in common: the choice of services, deploy marks, links to the others. */
export function buildBoard({ name, title, about, panels }: Board): Dashboard {
  const builder = new DashboardBuilder(`Sonde / ${title}`)
    .uid(`sonde-${name}`)
    .description(about)
    .tags(['sonde'])
    .readonly()
    .refresh('30s')
    .time({ from: 'now-1h', to: 'now' })
    .tooltip(DashboardCursorSync.Crosshair)
    .withVariable(serviceVariable())
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

const serviceVariable = (): QueryVariableBuilder =>
  new QueryVariableBuilder('service')
    .label('Service')
    .datasource(PROMETHEUS)
    .query('label_values(target_info, service_name)')
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ selected: true, text: 'All', value: '$__all' });

/** A process that began is a deploy, or a restart. */
const deployMarks = (): AnnotationQueryBuilder =>
  new AnnotationQueryBuilder()
    .name('Starts')
    .datasource(PROMETHEUS)
    .enable(true)
    .iconColor('blue')
    .expr('process_start_time_seconds{service_name=~"$service"} * 1000 > $__from');
