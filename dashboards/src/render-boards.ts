import { readdirSync, readFileSync } from 'node:fs';
import { buildBoard } from './board.ts';
import { BOARDS } from './boards.ts';
import { buildRunbook } from './runbook-board.ts';

const runbooks = new URL('../runbooks/', import.meta.url);

/** The text of every generated file, by its name in `grafana/dashboards`. */
export function renderBoards(): Map<string, string> {
  const boards = BOARDS.map((board) => [board.name, buildBoard(board)] as const);
  const pages = readdirSync(runbooks).map((file) => {
    const name = file.replace('.md', '');
    const page = buildRunbook(name, readFileSync(new URL(file, runbooks), 'utf8'));
    return [`runbook-${name}`, page] as const;
  });
  return new Map(
    [...boards, ...pages].map(([name, board]) => [
      `${name}.json`,
      `${JSON.stringify(board, null, 2)}\n`,
    ]),
  );
}
