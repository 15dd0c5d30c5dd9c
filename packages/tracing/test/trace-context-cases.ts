/** A request to a service, and what the call that it makes in turn must carry. */
export interface TraceContextCase {
  /** The headers, in order; a name may come more than once. */
  headers: [name: string, value: string][];
  /** Whether the trace goes on. */
  goesOn: boolean;
  /** The members of `tracestate` that go on; none if undefined. */
  state?: string;
}

const TRACE = '12345678901234567890123456789012';
const PARENT = '1234567890123456';
const GOOD = `00-${TRACE}-${PARENT}-01`;

const lower = 'abcdefghijklmnopqrstuvwxyz0123456789_-*/';
const printable = Array.from({ length: 0x5f }, (_, index) => String.fromCharCode(0x20 + index));
const everyValue = printable.filter((character) => character !== ',' && character !== '=').join('');
const members = (count: number): string =>
  Array.from({ length: count }, (_, index) => `bar${index}=${index}`).join(',');

const parent = (value: string, goesOn: boolean): TraceContextCase => ({
  headers: [['traceparent', value]],
  goesOn,
});
const named = (name: string, goesOn: boolean): TraceContextCase => ({
  headers: [[name, GOOD]],
  goesOn,
});
const states = (values: string[], state?: string, name = 'tracestate'): TraceContextCase => ({
  headers: [['traceparent', GOOD], ...values.map((value): [string, string] => [name, value])],
  goesOn: true,
  ...(state === undefined ? {} : { state }),
});

/** What W3C's own test suite for the recommendation tries, at its strictest level. */
export const traceContextCases: Readonly<Record<string, TraceContextCase>> = {
  'no header': { headers: [], goesOn: false },
  'a good traceparent': parent(GOOD, true),
  'two of them': {
    headers: [
      ['traceparent', GOOD.replace('2-', '1-')],
      ['traceparent', GOOD],
    ],
    goesOn: false,
  },
  'a name with a dash': named('trace-parent', false),
  'a name with a dot': named('trace.parent', false),
  'a name in capitals': named('TRACEPARENT', true),
  'a name in mixed letters': named('TrAcEpArEnT', true),
  'version 00 with a dot after it': parent(`${GOOD}.`, false),
  'version 00 that says more': parent(`${GOOD}-what-the-future-will-be-like`, false),
  'a version to come': parent(GOOD.replace('00', 'cc'), true),
  'a version to come that says more': parent(`${GOOD.replace('00', 'cc')}-more`, true),
  'a version to come without its dash': parent(`${GOOD.replace('00', 'cc')}.more`, false),
  'version ff': parent(GOOD.replace('00', 'ff'), false),
  'a version that is none': parent(GOOD.replace('00', '.0'), false),
  'another one': parent(GOOD.replace('00', '0.'), false),
  'a version too long': parent(`0${GOOD}`, false),
  'a version too short': parent(GOOD.slice(1), false),
  'a trace of zeroes': parent(`00-${'0'.repeat(32)}-${PARENT}-01`, false),
  'a trace with a dot first': parent(`00-.${TRACE.slice(1)}-${PARENT}-01`, false),
  'a trace with a dot last': parent(`00-${TRACE.slice(1)}.-${PARENT}-01`, false),
  'a trace too long': parent(`00-${TRACE}3-${PARENT}-01`, false),
  'a trace too short': parent(`00-${TRACE.slice(1)}-${PARENT}-01`, false),
  'a trace in capitals': parent(`00-${'ABCDEF12'.repeat(4)}-${PARENT}-01`, false),
  'a parent of zeroes': parent(`00-${TRACE}-${'0'.repeat(16)}-01`, false),
  'a parent with a dot first': parent(`00-${TRACE}-.${PARENT.slice(1)}-01`, false),
  'a parent with a dot last': parent(`00-${TRACE}-${PARENT.slice(1)}.-01`, false),
  'a parent too long': parent(`00-${TRACE}-${PARENT}7-01`, false),
  'a parent too short': parent(`00-${TRACE}-${PARENT.slice(1)}-01`, false),
  'flags that are none': parent(`00-${TRACE}-${PARENT}-.0`, false),
  'other flags that are none': parent(`00-${TRACE}-${PARENT}-0.`, false),
  'flags too long': parent(`00-${TRACE}-${PARENT}-001`, false),
  'flags too short': parent(`00-${TRACE}-${PARENT}-1`, false),
  'a space before': parent(` ${GOOD}`, true),
  'a tab after': parent(`${GOOD}\t`, true),
  'both on both sides': parent(`\t ${GOOD} \t`, true),
  'a tracestate alone': { headers: [['tracestate', 'foo=1']], goesOn: false },
  'a tracestate beside it': states(['foo=1,bar=2'], 'foo=1,bar=2'),
  'one under a wrong name': states(['foo=1'], undefined, 'trace-state'),
  'one under another wrong name': states(['foo=1'], undefined, 'trace.state'),
  'one in capitals': states(['foo=1'], 'foo=1', 'TRACESTATE'),
  'an empty one': states(['']),
  'an empty one last': states(['foo=1', ''], 'foo=1'),
  'an empty one first': states(['', 'foo=1'], 'foo=1'),
  'three headers in their order': states(
    ['foo=1,bar=2', 'rojo=1,congo=2', 'baz=3'],
    'foo=1,bar=2,rojo=1,congo=2,baz=3',
  ),
  'a key twice': states(['foo=1,foo=1']),
  'a key with two values': states(['foo=1,foo=2']),
  'a key in two headers': states(['foo=1', 'foo=2']),
  'every character that a key and a value may have': states(
    [`${lower}=${everyValue}`],
    `${lower}=${everyValue}`,
  ),
  'the same of a tenant': states(
    [`${lower}@a-z0-9_-*/=${everyValue}`],
    `${lower}@a-z0-9_-*/=${everyValue}`,
  ),
  'spaces and tabs around members': states(['foo=1 \t , \t bar=2, \t baz=3'], 'foo=1,bar=2,baz=3'),
  'the same around the header': states(['\t foo=1 \t'], 'foo=1'),
  'a key with a space': states(['foo =1']),
  'a key in capitals': states(['FOO=1']),
  'a key with a dot': states(['foo.bar=1']),
  'a tenant without a system': states(['foo@=1,bar=2']),
  'a system without a tenant': states(['@foo=1,bar=2']),
  'two signs in a row': states(['foo@@bar=1,bar=2']),
  'two systems': states(['foo@bar@baz=1,bar=2']),
  '32 members': states([members(32)], members(32)),
  '33 members': states([members(33)]),
  'a key of 256': states(['foo=1', `${'z'.repeat(256)}=1`], `foo=1,${'z'.repeat(256)}=1`),
  'a key of 257': states(['foo=1', `${'z'.repeat(257)}=1`]),
  'a tenant of 241, a system of 14': states(
    ['foo=1', `${'t'.repeat(241)}@${'v'.repeat(14)}=1`],
    `foo=1,${'t'.repeat(241)}@${'v'.repeat(14)}=1`,
  ),
  'a tenant of 242': states(['foo=1', `${'t'.repeat(242)}@v=1`]),
  'a system of 15': states(['foo=1', `t@${'v'.repeat(15)}=1`]),
  'a value with a sign': states(['foo=bar=baz']),
  'a value that is empty': states(['foo=,bar=3']),
  'more than anybody has to carry: the large one goes': states(
    [`a=1,b=${'x'.repeat(250)},c=${'y'.repeat(120)},d=${'z'.repeat(200)},e=2`],
    `a=1,b=${'x'.repeat(250)},c=${'y'.repeat(120)},e=2`,
  ),
  'level 2: the flag of a random trace id': {
    headers: [['traceparent', GOOD.replace(/01$/, '03')]],
    goesOn: true,
  },
  'level 2: the same of a trace that is not sampled': {
    headers: [['traceparent', GOOD.replace(/01$/, '02')]],
    goesOn: true,
  },
  'flags that nobody knows yet': {
    headers: [['traceparent', GOOD.replace(/01$/, 'ff')]],
    goesOn: true,
  },
};
