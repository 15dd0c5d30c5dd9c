import { codeOwners } from '@sonde/errors';
import { describe, expect, it } from 'vitest';

const ownersOf = codeOwners(`# who owns what
*                 @all
*.sql             @data
/src/cart/        @shop @web   # with a note
/src/cart/legacy.js
/src/api/*        @api
/src/**/tests/    @quality
src/pay/**        pay@shop.example
[Section]
!src/none @nobody
`);

describe('the owner of a file', () => {
  it.each([
    ['src/view.js', ['@all']],
    ['/srv/app/src/cart/add.js', ['@shop', '@web']],
    ['C:\\app\\src\\cart\\add.js', ['@shop', '@web']],
    ['https://shop.example/src/cart/add.ts?v=1', ['@shop', '@web']],
    ['/srv/app/src/cart/legacy.js', []],
    ['/srv/app/src/api/get.js', ['@api']],
    ['/srv/app/src/api/v2/get.js', ['@all']],
    ['/srv/app/src/x/y/tests/a.js', ['@quality']],
    ['/srv/app/src/pay/card/check.js', ['pay@shop.example']],
    ['db/deep/down/schema.sql', ['@data']],
  ])('%s is told by the last rule that matches', (file, owners) => {
    expect(ownersOf(file)).toEqual(owners);
  });

  it('is nobody without rules, and for hostile texts', () => {
    expect(codeOwners('')('src/a.js')).toEqual([]);
    expect(codeOwners('(((+[ @a\n\\ @b\n')('src/a.js')).toEqual([]);
    expect(ownersOf('')).toEqual([]);
    expect(ownersOf('/'.repeat(100_000))).toEqual([]);
  });

  it('is found in linear time for a path and a pattern that are bait', () => {
    const bait = codeOwners(`${'*a'.repeat(20)}b @x`);
    expect(bait(`src/${'a'.repeat(60)}`)).toEqual([]);
  });
});
