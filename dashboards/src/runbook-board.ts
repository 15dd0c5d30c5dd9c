import { type Dashboard, DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder, TextMode } from '@grafana/grafana-foundation-sdk/text';

/** A runbook as a page of Grafana, so that the link in an alert opens where the graphs are. */
export const buildRunbook = (name: string, markdown: string): Dashboard =>
  new DashboardBuilder(`Runbook / ${/^# (.+)$/m.exec(markdown)?.[1] ?? name}`)
    .uid(`sonde-runbook-${name}`)
    .tags(['sonde-runbook'])
    .readonly()
    .withPanel(
      new PanelBuilder()
        .title(' ')
        .transparent(true)
        .mode(TextMode.Markdown)
        .content(markdown)
        .span(24)
        .height(20),
    )
    .build();
