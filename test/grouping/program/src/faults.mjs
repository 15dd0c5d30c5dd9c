// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */

import { acquire, parseBody } from 'router';
import * as cart from './cart.mjs';
import * as money from './money.mjs';
import * as orders from './orders.mjs';
import * as payment from './payment.mjs';
import * as report from './report.mjs';
import * as requests from './request.mjs';
import * as stock from './stock.mjs';
import * as tree from './tree.mjs';
import * as users from './users.mjs';
import * as validate from './validate.mjs';
import * as view from './view.mjs';

/**
 * What goes wrong, by the name of the fault; `n` differs from release to release. The handlers have
 * no names, so that no frame tells the fault. `fault#way` is the fault reached by another way.
 */
export const routes = [
  ['voucher-unknown', (n) => new cart.Cart('EUR').redeem({ code: `X${n}`, day: 1 })],
  ['voucher-expired', (n) => new cart.Cart('EUR').redeem({ code: 'SPRING', day: 10 + n })],
  ['no-price', (n) => cart.Cart.of([{ price: '1' }, { price: `a${n}` }])],
  ['no-rate', () => new cart.Cart('XXX').add({ price: 1 }).total()],
  ['cart-label', () => new cart.Cart('EUR').add({ price: 1 }).firstLabel()],
  ['cart-weight', () => new cart.Cart('EUR').add({ price: 1 }).weight],
  ['cart-note', () => (new cart.Cart('EUR').note = 5)],
  ['round-digits', () => money.roundTo(1, 200)],
  ['bigint-mix', () => money.cents(5)],
  ['out-of-stock', (n) => orders.place({ id: n, sku: 'A1', wanted: 3 + n })],
  ['no-shelf', (n) => orders.place({ id: n, sku: `Z${n}`, wanted: 1 })],
  ['out-of-stock#again', (n) => orders.reorder({ id: n, sku: 'A1', wanted: 3 + n })],
  ['card-invalid', (n) => orders.pay({ id: n, card: `411111111111111${n % 2}`, amount: 1 })],
  [
    'no-lines',
    (n) =>
      orders.all([
        { id: n, lines: [1] },
        { id: n + 1, lines: [] },
      ]),
  ],
  ['shelves-json', () => stock.readShelves('{"a":')],
  ['shelf-broken', (n) => stock.countShelves([{ id: n }, { id: n, broken: true }])],
  ['user-label', () => new users.User({ name: 'a', joined: 0 }).firstLabel()],
  ['user-joined', () => new users.User({ name: 'a', joined: 'never' }).joinedOn()],
  ['user-given', () => new users.User(undefined)],
  ['user-secret', () => users.User.secretOf({})],
  ['no-user', (n) => users.load(1000 + n)],
  ['user-frozen', () => users.rename({ name: 'a' }, 'b')],
  ['greet-profile', () => users.greetAll([{ name: 'a' }])],
  ['greet-profile#welcome', () => view.renderWelcome({ name: 'a' })],
  ['contact-city', () => users.labelOf({ name: 'a' })],
  ['contact-number', () => users.labelOf({ name: 'a', address: { city: 'b' } })],
  ['charge-failed', () => payment.chargeCard('', 1)],
  ['refund-failed', (n) => payment.refund(n)],
  ['no-account', (n) => payment.balance(n)],
  ['bad-url', () => requests.resolveUrl('not a base', '/x')],
  ['bad-query', () => requests.queryOf('%E0%A4%A')],
  ['tree-children', () => tree.depthOf({ children: [{ children: [] }, {}] })],
  ['no-leaf', (n) => tree.findLeaf({ id: n }, 2 + (n % 30))],
  ['zero-parity', (n) => tree.isEven(2 * (1 + (n % 20)))],
  ['endless', () => tree.forever(0)],
  [
    'cycle-json',
    () => {
      const value = {};
      value.self = value;
      return tree.toText(value);
    },
  ],
  ['cell-value', () => report.summarise([{ cells: [{ value: { amount: 1 } }, {}] }])],
  ['row-date', () => report.sortRows([{ when: 1 }, { when: 2 }])],
  ['no-columns', () => report.pickColumns([{}], undefined)],
  ['cells-iterable', () => report.eachCell({ cells: 7 })],
  ['formula', () => report.runFormula('cells.sum.total', {})],
  ['chart-kind', () => report.chart('pie')],
  ['page-count', () => report.pages(-1)],
  ['name-wanted', () => validate.validate({ name: '', age: 1, tags: [] })],
  ['age-negative', (n) => validate.validate({ name: 'a', age: -n, tags: [] })],
  ['tag-empty', () => validate.validate({ name: 'a', age: 1, tags: ['x', ''] })],
  ['basket-empty', (n) => validate.checkBasket({ id: n, lines: 0 })],
  ['zip-digits', (n) => validate.checkAddress({ zip: `${n}` })],
  ['bad-pattern', () => validate.checkPattern('(')],
  ['title-text', () => view.render({ footer: { year: 1 } })],
  ['widget-render', () => view.render({ title: { text: 'a' }, widgets: [{}] })],
  ['footer-gone', () => view.render({ title: { text: 'a' } })],
  ['click-detail', () => view.onClick({ action: 'save' })],
  ['click-action', () => view.onClick({ action: 'print' })],
  ['widget-late', (n) => view.later(`w${n}`)],
  ['pool-empty', (n) => acquire(n)],
  ['body-syntax', () => parseBody('{')],
  [
    'thrown-text',
    (n) => {
      throw `gave up after ${n} tries`;
    },
  ],
  [
    'thrown-object',
    (n) => {
      throw { code: 'E_LOCKED', holder: n };
    },
  ],
  [
    'stackless',
    (n) => {
      const error = new Error(`session ${n} is over`);
      error.stack = undefined;
      throw error;
    },
  ],
];
