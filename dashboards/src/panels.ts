import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  LegendDisplayMode,
  LegendPlacement,
  VizLegendOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import * as logs from '@grafana/grafana-foundation-sdk/logs';
import * as nodegraph from '@grafana/grafana-foundation-sdk/nodegraph';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

type Queries = Builder<Dataquery>[];

const HALF = 12;
const QUARTER = 6;

/** A curve; half the width of the page. */
export function graph(title: string, unit: string, ...targets: Queries): timeseries.PanelBuilder {
  return new timeseries.PanelBuilder()
    .title(title)
    .unit(unit)
    .min(0)
    .targets(targets)
    .fillOpacity(8)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true),
    )
    .span(HALF)
    .height(8);
}

/** One number. */
export function number(title: string, unit: string, ...targets: Queries): stat.PanelBuilder {
  return new stat.PanelBuilder().title(title).unit(unit).targets(targets).span(QUARTER).height(4);
}

/** A table over the whole width; `hide` names columns that say nothing. */
export function listing(title: string, ...targets: Queries): table.PanelBuilder {
  return new table.PanelBuilder()
    .title(title)
    .targets(targets)
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({ id: 'organize', options: { excludeByName: { Time: true } } })
    .span(24)
    .height(10);
}

/** Log lines, newest first; each opens to its structured metadata and to its trace. */
export function lines(title: string, target: Builder<Dataquery>): logs.PanelBuilder {
  return new logs.PanelBuilder()
    .title(title)
    .targets([target])
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .span(24)
    .height(12);
}

/** Traces, each a link to itself. */
export function traceList(title: string, target: Builder<Dataquery>): table.PanelBuilder {
  return new table.PanelBuilder().title(title).targets([target]).span(24).height(8);
}

/** Who calls whom; the queries give `id`, `source` and `target` as labels. */
export function network(title: string, ...targets: Queries): nodegraph.PanelBuilder {
  return new nodegraph.PanelBuilder().title(title).targets(targets).span(24).height(14);
}
