import { expect, it } from 'vitest';
import { attribute, fixture, runTraced } from './run-traced.js';

const statements: Record<string, string> = {
  'SELECT $1::text AS name': 'SELECT $1::text AS name',
  "INSERT INTO orders VALUES (7, 'it''s', E'a\\'b')": 'INSERT INTO orders VALUES (?, ?, E?)',
  'select * from t1 where a2 = -3.5e2 limit 20': 'select * from t1 where a2 = ? limit ?',
  'select $tag$ sekret $tag$, $$x$$, "col 1"': 'select ?, ?, "col 1"',
  "select * from x where d = 'cut off": 'select * from x where d = ?',
  'UPDATE t SET a=:id2, b=@v1, c=$2, d=?': 'UPDATE t SET a=:id2, b=@v1, c=$2, d=?',
  'get ?': 'get ?',
};

it('shows a statement of a database without the values that stand in it', async () => {
  const { spans } = await runTraced(fixture('statements.mjs'), { args: Object.keys(statements) });
  expect(spans.map((span) => attribute(span, 'db.query.text'))).toEqual(Object.values(statements));
});
