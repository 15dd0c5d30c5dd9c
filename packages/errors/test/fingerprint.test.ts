import { type FingerprintInput, fingerprint, parseStack } from '@sonde/errors';
import { describe, expect, it } from 'vitest';

function idOf(stack: string, type = 'TypeError', message = 'x'): string {
  return fingerprint({ type, message, frames: parseStack(stack) }).id;
}

const BASE = `TypeError: x
    at lookUpPrice (/srv/app/src/cart.js:10:5)
    at Cart.addItem (/srv/app/src/cart.js:20:7)
    at next (/srv/app/node_modules/express/lib/router.js:5:1)
    at checkout (/srv/app/src/routes/checkout.js:7:3)`;

describe('the same error', () => {
  it.each([
    ['other line numbers', BASE.replaceAll(/:(\d+):(\d+)/g, ':9$1:1$2')],
    [
      'another folder of the deployment',
      BASE.replaceAll('/srv/app/', '/home/deploy/releases/20260101/'),
    ],
    ['Windows', BASE.replaceAll('/srv/app/', 'C:\\app\\').replaceAll('/', '\\')],
    [
      'built to another folder and extension',
      BASE.replaceAll('/src/', '/dist/').replaceAll('cart.js', 'cart.mjs'),
    ],
    [
      'another version of a dependency',
      BASE.replace('express/lib/router.js:5:1', 'express/lib/router/layer.js:95:9'),
    ],
    ['async frames', BASE.replace('at checkout', 'at async checkout')],
    [
      'another caller',
      BASE.replace('at checkout', 'at quickBuy').replace('Cart.addItem', 'refill'),
    ],
    ['another message', BASE.replace('TypeError: x', 'TypeError: y')],
    ['recursion of another depth', BASE.replace(/( {4}at Cart.*\n)/, (line) => line.repeat(40))],
    [
      'SpiderMonkey',
      `lookUpPrice@https://a.example/src/cart.js:10:5
addItem@https://a.example/src/cart.js:20:7
checkout@https://a.example/src/routes/checkout.js:7:3`,
    ],
    ['an address with a query', BASE.replaceAll('.js:', '.js?v=123:')],
  ])('with %s is one issue', (_, stack) => expect(idOf(stack)).toBe(idOf(BASE)));

  it('in bundles with other hashes and short names is one issue', () => {
    const one = `at a (https://a.example/assets/index-BX1a2b3c.js:9:10)\nat startPage (https://a.example/assets/index-BX1a2b3c.js:9:20)`;
    const two = `at q (https://b.example/assets/index-Dq9z8y7x.js:7:15)\nat startPage (https://b.example/assets/index-Dq9z8y7x.js:7:26)`;
    expect(idOf(two)).toBe(idOf(one));
    const webpack = (hash: string): string =>
      `at load (https://a.example/static/js/main.${hash}.chunk.js:1:2)`;
    expect(idOf(webpack('3f2a1b9c'))).toBe(idOf(webpack('77aa01de')));
  });
});

describe('errors in minified code without a map', () => {
  const at = (name: string): string =>
    `    at ${name} (https://a.example/assets/index-BX1a2b3c.js:1:100)`;

  it('are one issue over two releases, in which a minifier calls the function something else', () => {
    const far = (name: string, column: number): string =>
      `    at ${name} (https://a.example/assets/index-BX1a2b3c.js:1:${column})\n    at ${name}.site (https://a.example/assets/index-BX1a2b3c.js:1:${column + 700})`;
    const one = idOf(far('t', 4100), 'TypeError', 'no order 7');
    expect(idOf(far('Kx', 5230), 'TypeError', 'no order 12')).toBe(one);
    expect(idOf(far('t', 4100), 'TypeError', 'no basket')).not.toBe(one);
    const reading = (name: string): string =>
      idOf(far('t', 4100), 'TypeError', `Cannot read properties of undefined (reading '${name}')`);
    expect(reading('city')).not.toBe(reading('street'));
  });

  it('are told apart by their messages, since all of it looks like one place', () => {
    expect(idOf(at('a'), 'TypeError', 'no order 7')).toBe(
      idOf(at('b'), 'TypeError', 'no order 12'),
    );
    expect(idOf(at('a'), 'TypeError', 'no order 7')).not.toBe(
      idOf(at('a'), 'TypeError', 'no basket'),
    );
  });
});

describe('another error', () => {
  it.each([
    ['another type', BASE, 'RangeError'],
    ['another function', BASE.replace('lookUpPrice', 'lookUpTax'), 'TypeError'],
    ['another module', BASE.replace('cart.js:10', 'basket.js:10'), 'TypeError'],
  ])('of %s is another issue', (_, stack, type) => expect(idOf(stack, type)).not.toBe(idOf(BASE)));
});

describe('an error without frames of the application', () => {
  it('is grouped by its whole stack', () => {
    const stack = '    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1637:16)';
    const made = fingerprint({ type: 'Error', message: 'x', frames: parseStack(stack) });
    expect(made.because).toContain('afterConnect');
    expect(idOf(stack, 'Error')).toBe(idOf(stack.replace('1637', '1555'), 'Error'));
  });

  it.each([
    ['numbers', 'got 10 of 20 items', 'got 7 of 1,234.5 items'],
    [
      'ids',
      'no order 7f3c9b2e-1111-4222-8333-444455556666',
      'no order 00000000-aaaa-4bbb-8ccc-ddddeeeeffff',
    ],
    [
      'hashes',
      'object 5f2b8c9d0e1f2a3b4c5d6e7f is gone',
      'object 0123456789abcdef01234567 is gone',
    ],
    ['quoted values', 'no user "joe"', "no user 'anna-maria'"],
    [
      'paths',
      'ENOENT: no such file, open /srv/a/b.txt',
      'ENOENT: no such file, open /home/joe/c/d.log',
    ],
    ['addresses', 'GET https://a.example/x?y=1 failed', 'GET http://b.example:8080/z failed'],
    ['hosts', 'connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED 10.1.2.3:5433'],
    ['times', 'expired at 2026-01-02T03:04:05.678Z', 'expired at 2025-12-31T23:59:59Z'],
    ['e-mail', 'unknown joe@a.example here', 'unknown anna@b.example here'],
    ['letters with numbers', 'no shelf for A31', 'no shelf for Z8'],
    ['hexadecimal numbers', 'bad block 0x1f', 'bad block 0xcfa83'],
  ])('or stack is grouped by its message apart from %s', (_, one, two) => {
    expect(fingerprint({ type: 'Error', message: one }).id).toBe(
      fingerprint({ type: 'Error', message: two }).id,
    );
  });

  it('or stack keeps the words around an apostrophe, and the names of formats', () => {
    const of = (message: string): string => fingerprint({ type: 'Error', message }).id;
    expect(of("can't find the user's cart")).not.toBe(of("can't close the user's order"));
    expect(of('sha256 is not supported')).not.toBe(of('base64 is not supported'));
  });

  it('or stack is apart from one with other words', () => {
    expect(fingerprint({ type: 'Error', message: 'no user' }).id).not.toBe(
      fingerprint({ type: 'Error', message: 'no order' }).id,
    );
  });
});

describe('a fingerprint', () => {
  it('is 16 hex digits and tells why in plain words', () => {
    const made = fingerprint({ type: 'TypeError', message: 'x', frames: parseStack(BASE) });
    expect(made.id).toMatch(/^[0-9a-f]{16}$/);
    expect(made.because).toBe(
      'same type (TypeError) and same place in the application: lookUpPrice in cart',
    );
  });

  it('of a hostile message is made all the same', () => {
    expect(fingerprint({ type: 'Error', message: '"'.repeat(1_000_000) }).id).toMatch(
      /^[0-9a-f]{16}$/,
    );
  });
});

function issueOf(message: string, stack: string, more: Partial<FingerprintInput> = {}): string {
  return fingerprint({ type: 'TypeError', message, frames: parseStack(stack), ...more }).id;
}

const AT = '    at City.label (/srv/app/src/city.js:3:1)\n    at render (/srv/app/src/view.js:9:1)';

describe('a property that was not there', () => {
  it.each([
    ['Hermes', "Cannot read property 'zip' of undefined"],
    ['SpiderMonkey', 'can\'t access property "zip", this.address is undefined'],
    ['JavaScriptCore', "undefined is not an object (evaluating 'this.address.zip')"],
    ['a minifier', "null is not an object (evaluating 'e.zip')"],
  ])('is the same in the words of V8 and of %s', (_, message) => {
    const v8 = "Cannot read properties of undefined (reading 'zip')";
    expect(issueOf(message, AT)).toBe(issueOf(v8, AT));
  });

  it('tells apart two faults of one function', () => {
    const other = "Cannot read properties of undefined (reading 'street')";
    expect(issueOf(other, AT)).not.toBe(issueOf("Cannot read property 'zip' of undefined", AT));
  });

  it('is another fault where it was called and is no function', () => {
    expect(issueOf('order.zip is not a function', AT)).not.toBe(
      issueOf("Cannot read properties of undefined (reading 'zip')", AT),
    );
    expect(issueOf('e.zip is not a function', AT)).toBe(issueOf('order.zip is not a function', AT));
  });

  it.each([
    ["undefined is not an object (evaluating 't.address.zip=r')", 'assigned to'],
    ["undefined is not an object (evaluating 'this.find(a.b).zip')", 'read of what a call gave'],
  ])('in %s is found: it is %s', (message) => {
    expect(issueOf(message, AT)).toBe(
      issueOf("Cannot set properties of undefined (setting 'zip')", AT),
    );
  });

  it('with a digit may be a value and tells nothing', () => {
    expect(issueOf("Cannot read property 'user7' of undefined", AT)).toBe(
      issueOf("Cannot read property 'user8' of undefined", AT),
    );
  });
});

describe('the words of a message', () => {
  const at = (message: string, stack = AT): string => issueOf(message, stack, { type: 'Error' });

  it('tell apart two faults of one function', () => {
    expect(at('order 7 was not paid')).not.toBe(at('order 7 is already paid'));
  });

  it('count without the names and titles among them', () => {
    expect(at('no user Anna Karenina found')).toBe(at('no user joe found'));
  });

  it('are none with a capital within the sentence, which begins a name', () => {
    expect(at('no seat for Max')).toBe(at('no seat for Ada'));
  });

  it('are told apart by codes', () => {
    expect(at('connect ECONNREFUSED 10.0.0.1:80')).not.toBe(at('connect ETIMEDOUT 10.0.0.1:80'));
  });

  it('make the way to the place not matter', () => {
    const elsewhere = AT.replace('render (/srv/app/src/view.js', 'print (/srv/app/src/print.js');
    expect(at('no city of that name', elsewhere)).toBe(at('no city of that name'));
  });

  it('leave the caller to tell where a function is there to throw', () => {
    const assert = (caller: string): string =>
      `    at invariant (/srv/app/src/assert.js:1:1)\n    at ${caller} (/srv/app/src/cart.js:1:1)`;
    expect(at('must not be empty', assert('add'))).not.toBe(
      at('must not be empty', assert('remove')),
    );
  });

  it.each(['assertOpen', 'requestJson', 'fail'])('a name like %s tells of such', (name) => {
    const by = (caller: string): string =>
      `    at ${name} (/srv/app/src/a.js:1:1)\n    at ${caller} (/srv/app/src/cart.js:1:1)`;
    expect(at('must not be empty', by('add'))).not.toBe(at('must not be empty', by('remove')));
  });

  it.each(['SendStream', 'checkAddress', 'runner'])('a name like %s does not', (name) => {
    const by = (caller: string): string =>
      `    at ${name} (/srv/app/src/a.js:1:1)\n    at ${caller} (/srv/app/src/cart.js:1:1)`;
    expect(at('must not be empty', by('add'))).toBe(at('must not be empty', by('remove')));
  });

  it('leave out a caller without a name, and whoever called that one', () => {
    const by = (engine: string): string =>
      `    at invariant (/srv/app/src/a.js:1:1)\n    at ${engine}\n    at main (/srv/app/src/main.js:1:1)`;
    expect(at('must be', by('/srv/app/src/routes.js:5:6'))).toBe(
      at('must be', by('routes.cart.get (/srv/app/src/routes.js:5:6)')),
    );
  });
});

describe('a function without a name', () => {
  const by = (caller: string): string =>
    `    at /srv/app/src/cart.js:3:1\n    at ${caller} (/srv/app/src/cart.js:9:1)`;

  it('is told by its module and the message, whoever called it', () => {
    const said = 'the basket is closed';
    expect(issueOf(said, by('add'))).toBe(issueOf(said, by('remove')));
    expect(issueOf(said, by('add'))).not.toBe(issueOf('the basket must not be empty', by('add')));
  });

  it('is told by what an engine’s message is about, in the words of each', () => {
    const frozen = issueOf('Cannot add property 2, object is not extensible', by('add'));
    expect(issueOf('Attempted to assign to readonly property.', by('add'))).toBe(frozen);
    expect(issueOf('e.n is not iterable', by('add'))).toBe(
      issueOf('input.n is not iterable', by('add')),
    );
    expect(issueOf('input.n is not iterable', by('add'))).not.toBe(frozen);
  });
});

describe('what an engine throws in a function that others throw by', () => {
  it('is of that function and not of its callers', () => {
    const by = (caller: string): string =>
      `    at assertLevel (/srv/app/src/a.js:1:1)\n    at ${caller} (/srv/app/src/b.js:1:1)`;
    expect(issueOf('Assignment to constant variable.', by('add'))).toBe(
      issueOf('Assignment to constant variable.', by('remove')),
    );
  });
});

describe('a stack that overflowed', () => {
  it('is one issue wherever in the cycle it did', () => {
    const names = ['odd', 'even', 'odd', 'even'];
    const stack = (list: string[]): string =>
      list.map((name) => `    at ${name} (/srv/app/src/walk.js:1:1)`).join('\n');
    const said = 'Maximum call stack size exceeded';
    expect(issueOf(said, stack(names))).toBe(issueOf(said, stack(names.toReversed())));
  });
});

describe('the constructor of the error itself', () => {
  const thrown = '    at lookUp (/srv/app/src/cart.js:9:1)';
  const type = 'NoSuchItem';

  it('is told by SpiderMonkey and JavaScriptCore alone, and does not count', () => {
    const gecko = `AppError@/srv/app/src/errors.js:2:5\n${type}@/srv/app/src/errors.js:9:5\nlookUp@/srv/app/src/cart.js:9:11`;
    expect(issueOf('no item 7', gecko, { type })).toBe(issueOf('no item 7', thrown, { type }));
  });

  it('is found in the source where a minifier has shortened its name', () => {
    const frame = (column: number): FingerprintInput['frames'] => [
      {
        function: 'lookUp',
        file: 'src/cart.js',
        line: 9,
        column,
        inApp: true,
        source: { firstLine: 9, lines: ['  throw new errors.NoSuchItem(name);'] },
      },
    ];
    const named = issueOf('no item 7', thrown, { type });
    expect(fingerprint({ type: 'q', message: 'no item 7', frames: frame(9) }).id).toBe(named);
    // JavaScriptCore tells the parenthesis.
    expect(fingerprint({ type: 'q', message: 'no item 7', frames: frame(30) }).id).toBe(named);
  });
});

describe('the path of a module', () => {
  const at = (file: string): string => issueOf('x', `    at load (${file}:3:1)`);

  it.each([
    ['the image of a container', '/usr/src/app/server/cart.js'],
    ['another image', '/app/server/cart.js'],
    ['a numbered release', '/var/www/releases/42/server/cart.js'],
    ['an address', 'https://shop.example/server/cart.js'],
    ['a chunk with a hash', 'https://shop.example/server/cart.DDdiBWnx.js'],
  ])('is the same in %s', (_, file) => expect(at(file)).toBe(at('/srv/shop/server/cart.js')));

  it('is the same where a map has written it as an address', () => {
    expect(at('../../app/%5Bid%5D/page.js')).toBe(at('/srv/shop/app/[id]/page.js'));
  });

  it('right below the folder of a deployment is the file alone', () => {
    expect(at('/srv/shop/main.js')).toBe(at('/opt/shop-2/main.js'));
  });
});

describe('a fingerprint of one’s own', () => {
  it('makes one issue of different errors, and says so', () => {
    const one = fingerprint({ type: 'A', message: 'x', given: 'warehouse-down' });
    const two = fingerprint({ type: 'B', message: 'y', given: 'warehouse-down' });
    expect(two.id).toBe(one.id);
    expect(one.because).toContain('warehouse-down');
    expect(fingerprint({ type: 'A', message: 'x', given: 'other' }).id).not.toBe(one.id);
  });

  it('that is empty is none', () => {
    expect(fingerprint({ type: 'A', message: 'x', given: '' }).id).toBe(
      fingerprint({ type: 'A', message: 'x' }).id,
    );
  });
});

describe('dependencies that were written anew', () => {
  const vendor = (frames: string): string =>
    `    at City.label (/srv/app/src/city.js:3:1)\n${frames}`;
  const one = vendor('    at next (/srv/app/node_modules/express/lib/router.js:5:1)');
  const two = vendor(
    '    at Layer.run (/srv/app/node_modules/express/lib/layer.js:5:1)\n    at walk (/srv/app/node_modules/express/lib/walk.js:8:1)',
  );

  it('leave the issue as it is, and change the variant of the whole stack', () => {
    const [first, second] = [one, two].map((stack) =>
      fingerprint({ type: 'TypeError', message: 'x', frames: parseStack(stack) }),
    );
    expect(second?.id).toBe(first?.id);
    expect(second?.whole).not.toBe(first?.whole);
    expect(first?.whole).toMatch(/^[0-9a-f]{16}$/);
  });

  it('leave an error of their own the same issue', () => {
    const own = (file: string): string =>
      issueOf('no connection within 7 ms', `    at ${file}`, { type: 'PoolError' });
    expect(own('giveUp (/srv/app/node_modules/pg-pool/lib/pool.js:9:1)')).toBe(
      own('failPending (/srv/app/node_modules/pg-pool/index.js:5:1)'),
    );
  });
});
