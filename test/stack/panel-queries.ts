import { buildBoard } from '../../dashboards/src/board.ts';
import { BOARDS } from '../../dashboards/src/boards.ts';
import type { JaegerQuery } from '../../dashboards/src/trace-queries.ts';

export interface PanelQuery {
  where: string;
  source: string;
  expr: string;
  /** Of Jaeger, which has no query language. */
  jaeger?: JaegerQuery;
}

/** What stands for `$service` where one is chosen; elsewhere it is all of them. */
const CHOSEN = { one: 'gateway', page: 'shop-page', many: '.+' };

/** Every query of every panel, and those of the marks in all of them, with Grafana's variables filled in, as it asks for the last 5 minutes. */
export function panelQueries(): PanelQuery[] {
  return BOARDS.flatMap((board) => {
    const service = CHOSEN[board.choice ?? 'many'];
    const { panels = [], annotations } = buildBoard(board);
    const marks = (annotations?.list ?? []).map(({ name, expr = '', datasource }) => ({
      where: `${board.title} / ${name}`,
      source: datasource?.type ?? '',
      expr: fillIn(expr, service),
    }));
    const queries = panels.flatMap((panel) => {
      const { title = '', targets = [] } = panel as unknown as {
        title?: string;
        targets?: ({ expr?: string; datasource: { type: string } } & Partial<JaegerQuery>)[];
      };
      return targets.map((target) => ({
        where: `${board.title} / ${title}`,
        source: target.datasource.type,
        expr: fillIn(target.expr ?? '', service),
        jaeger: { ...(target as JaegerQuery), ...(target.service && { service }) },
      }));
    });
    return [...queries, ...marks];
  });
}

const fillIn = (expr: string, service: string): string =>
  expr
    .replaceAll('$__rate_interval', '1m')
    .replaceAll('$__range', '5m')
    .replaceAll('$__auto', '1m')
    .replaceAll('$__from', String(Date.now() - 300_000))
    .replaceAll('$service', service);
