import { buildBoard } from '../../dashboards/src/board.ts';
import { BOARDS } from '../../dashboards/src/boards.ts';

export interface PanelQuery {
  where: string;
  source: string;
  expr: string;
}

/** Every query of every panel with Grafana's variables filled in, as it asks for the last 5 minutes. */
export function panelQueries(): PanelQuery[] {
  return BOARDS.flatMap((board) =>
    (buildBoard(board).panels ?? []).flatMap((panel) => {
      const { title = '', targets = [] } = panel as unknown as {
        title?: string;
        targets?: { expr: string; datasource: { type: string } }[];
      };
      return targets.map(({ expr, datasource }) => ({
        where: `${board.title} / ${title}`,
        source: datasource.type,
        expr: fillIn(expr),
      }));
    }),
  );
}

const fillIn = (expr: string): string =>
  expr
    .replaceAll('$__rate_interval', '1m')
    .replaceAll('$__range', '5m')
    .replaceAll('$__auto', '1m')
    .replaceAll('$__from', String(Date.now() - 300_000))
    .replaceAll('$service', '.+');
