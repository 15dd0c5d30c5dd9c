// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
export function summarise(rows) {
  return rows
    .filter((row) => row.cells.length > 0)
    .map((row) => row.cells.map((cell) => cell.value.amount))
    .flat();
}

export function sortRows(rows) {
  return [...rows].sort((a, b) => a.when.getTime() - b.when.getTime());
}

export function pickColumns(rows, columns) {
  const [first, ...others] = columns;
  return rows.map(({ cells }) => [cells[first], ...others.map((one) => cells[one])]);
}

export function eachCell(table) {
  const seen = [];
  for (const cell of table.cells) seen.push(cell);
  return seen;
}

export function runFormula(formula, cells) {
  return new Function('cells', `return ${formula};`)(cells);
}

export function chart(kind) {
  const charts = { bar: () => 'bar', line: () => 'line' };
  return charts[kind]();
}

export function pages(count) {
  return new Array(count).fill(0);
}
