import { buildBoard } from './board.ts';
import { BOARDS } from './boards.ts';

/** The text of every generated file, by its name in `grafana/dashboards`. */
export function renderBoards(): Map<string, string> {
  return new Map(
    BOARDS.map((board) => [
      `${board.name}.json`,
      `${JSON.stringify(buildBoard(board), null, 2)}\n`,
    ]),
  );
}
