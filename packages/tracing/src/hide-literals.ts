/**
 * The values that stand in a statement of SQL itself: texts, also PostgreSQL's between dollar signs, and
 * numbers that are no part of a name or a parameter's place. Names in quotes are left as they are.
 */
const LITERAL =
  /("[^"]*"|`[^`]*`)|'(?:[^'\\]|''|\\.)*'?|\$([A-Za-z_]\w*)?\$[^]*?(?:\$\2\$|$)|(?<![\w$@:."`])[-+]?\d[\w.]*/g;
const MAY_HOLD_ONE = /['\d$]/;

/** The conventions want each value in a query's text replaced, where nobody has done it yet. */
export function hideLiterals(statement: string): string {
  return MAY_HOLD_ONE.test(statement)
    ? statement.replace(LITERAL, (_all, name?: string) => name ?? '?')
    : statement;
}
