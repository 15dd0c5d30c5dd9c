import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Frame, formatFrames, parseStack } from '@sonde/errors';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

type Short = [
  name: string | undefined,
  file: string,
  line?: number,
  column?: number,
  inApp?: boolean,
];

function short(frames: Frame[]): Short[] {
  return frames.map(({ function: name, file, line, column, inApp }) => [
    name,
    file,
    line,
    column,
    inApp,
  ]);
}

const LINES: Record<string, [line: string, frame: Short | undefined][]> = {
  V8: [
    ['    at foo (/srv/app/a.js:10:5)', ['foo', '/srv/app/a.js', 10, 5, true]],
    ['    at /srv/app/a.js:10:5', [undefined, '/srv/app/a.js', 10, 5, true]],
    ['    at async foo (/srv/app/a.js:10:5)', ['foo', '/srv/app/a.js', 10, 5, true]],
    ['    at async file:///srv/app/a.mjs:1:2', [undefined, '/srv/app/a.mjs', 1, 2, true]],
    ['    at new Foo (/srv/app/a.js:10:5)', ['new Foo', '/srv/app/a.js', 10, 5, true]],
    [
      '    at Foo.bar [as baz] (/srv/app/a.js:10:5)',
      ['Foo.bar [as baz]', '/srv/app/a.js', 10, 5, true],
    ],
    [
      '    at Object.<anonymous> (/srv/app/a.js:10:5)',
      ['Object.<anonymous>', '/srv/app/a.js', 10, 5, true],
    ],
    ['    at Array.map (<anonymous>)', ['Array.map', '<anonymous>', undefined, undefined, false]],
    [
      '    at async Promise.all (index 0)',
      ['Promise.all', '<anonymous>', undefined, undefined, false],
    ],
    ['    at <anonymous>', [undefined, '<anonymous>', undefined, undefined, false]],
    [
      '    at node:internal/main/run_main_module:36:49',
      [undefined, 'node:internal/main/run_main_module', 36, 49, false],
    ],
    [
      '    at Module._compile (node:internal/modules/cjs/loader:1554:14)',
      ['Module._compile', 'node:internal/modules/cjs/loader', 1554, 14, false],
    ],
    [
      '    at next (/srv/app/node_modules/express/lib/router.js:5:1)',
      ['next', '/srv/app/node_modules/express/lib/router.js', 5, 1, false],
    ],
    [
      '    at foo (file:///srv/with%20space/a.mjs:3:4)',
      ['foo', '/srv/with space/a.mjs', 3, 4, true],
    ],
    [
      '    at foo (C:\\Program Files (x86)\\app\\a.js:3:4)',
      ['foo', 'C:\\Program Files (x86)\\app\\a.js', 3, 4, true],
    ],
    ['    at foo (file:///C:/app/a.mjs:3:4)', ['foo', 'C:/app/a.mjs', 3, 4, true]],
    ['    at C:\\app\\a.js:3:4', [undefined, 'C:\\app\\a.js', 3, 4, true]],
    ['    at foo (\\\\server\\share\\a.js:3:4)', ['foo', '\\\\server\\share\\a.js', 3, 4, true]],
    [
      '    at eval (eval at run (/srv/app/a.js:7:3), <anonymous>:1:1)',
      ['eval', '/srv/app/a.js', 7, 3, true],
    ],
    [
      '    at eval (eval at x (eval at run (/srv/app/a.js:7:3)), <anonymous>:1:1)',
      ['eval', '/srv/app/a.js', 7, 3, true],
    ],
    [
      '    at eval (eval at <anonymous> (<anonymous>), <anonymous>:1:1)',
      ['eval', '<anonymous>', undefined, undefined, false],
    ],
    [
      '    at sum (wasm://wasm/7be6e1a2:wasm-function[5]:0x1a)',
      ['sum', 'wasm://wasm/7be6e1a2', 1, 27, true],
    ],
    [
      '    at wasm://wasm/7be6e1a2:wasm-function[5]:0x1a',
      ['wasm-function[5]', 'wasm://wasm/7be6e1a2', 1, 27, true],
    ],
    ['    at native', [undefined, 'native', undefined, undefined, false]],
    [
      '    at r (https://a.example/assets/index-B1x2.js:1:2345)',
      ['r', 'https://a.example/assets/index-B1x2.js', 1, 2345, true],
    ],
    [
      '    at eval (webpack-internal:///./src/a.js:10:5)',
      ['eval', 'webpack-internal:///./src/a.js', 10, 5, true],
    ],
    [
      '    at f (webpack-internal:///(rsc)/./src/a.tsx:10:5)',
      ['f', 'webpack-internal:///(rsc)/./src/a.tsx', 10, 5, true],
    ],
    [
      '    at webpack-internal:///(rsc)/./src/a.tsx:10:5',
      [undefined, 'webpack-internal:///(rsc)/./src/a.tsx', 10, 5, true],
    ],
    [
      '    at Object../src/a.js (http://a.example/main.js:2:3)',
      ['Object../src/a.js', 'http://a.example/main.js', 2, 3, true],
    ],
    [
      '    at blob:http://a.example/1b9d6bcd-bbfd:1:2',
      [undefined, 'blob:http://a.example/1b9d6bcd-bbfd', 1, 2, true],
    ],
    [
      '    at x (chrome-extension://abcdef/content.js:1:2)',
      ['x', 'chrome-extension://abcdef/content.js', 1, 2, false],
    ],
    ['    at a#b (/srv/app/a.js:1:2)', ['a#b', '/srv/app/a.js', 1, 2, true]],
    ['    at größe (/srv/app/ä.js:1:2)', ['größe', '/srv/app/ä.js', 1, 2, true]],
    ['    at get total (/srv/app/a.js:1:2)', ['get total', '/srv/app/a.js', 1, 2, true]],
    ['    at evalmachine.<anonymous>:1:7', [undefined, 'evalmachine.<anonymous>', 1, 7, false]],
  ],
  SpiderMonkey: [
    ['foo@https://a.example/a.js:10:5', ['foo', 'https://a.example/a.js', 10, 5, true]],
    ['@https://a.example/a.js:10:5', [undefined, 'https://a.example/a.js', 10, 5, true]],
    ['foo/<@https://a.example/a.js:10:5', ['foo/<', 'https://a.example/a.js', 10, 5, true]],
    ['async*foo@https://a.example/a.js:10:5', ['foo', 'https://a.example/a.js', 10, 5, true]],
    [
      'setTimeout handler*foo@https://a.example/a.js:10:5',
      ['foo', 'https://a.example/a.js', 10, 5, true],
    ],
    [
      'promise callback*@https://a.example/a.js:10:5',
      [undefined, 'https://a.example/a.js', 10, 5, true],
    ],
    [
      'foo@https://a.example/a.js line 3 > eval:1:1',
      ['foo', 'https://a.example/a.js', 3, undefined, true],
    ],
    [
      'anonymous@https://a.example/a.js line 26 > Function:1:1',
      [undefined, 'https://a.example/a.js', 26, undefined, true],
    ],
    [
      'x@moz-extension://3d4f/content.js:1:2',
      ['x', 'moz-extension://3d4f/content.js', 1, 2, false],
    ],
    ['foo@file:///home/joe/a.js:1:2', ['foo', '/home/joe/a.js', 1, 2, true]],
    [
      'foo@https://a.example/@scope/pkg.js:1:2',
      ['foo', 'https://a.example/@scope/pkg.js', 1, 2, true],
    ],
    [
      'foo@https://a.example/x.wasm:wasm-function[3]:0x1f',
      ['foo', 'https://a.example/x.wasm', 1, 32, true],
    ],
    ['self-hosted:1:2', undefined],
  ],
  JavaScriptCore: [
    ['foo@https://a.example/a.js:10:5', ['foo', 'https://a.example/a.js', 10, 5, true]],
    [
      'global code@https://a.example/a.js:10:5',
      ['global code', 'https://a.example/a.js', 10, 5, true],
    ],
    [
      'module code@https://a.example/a.js:10:5',
      ['module code', 'https://a.example/a.js', 10, 5, true],
    ],
    ['https://a.example/a.js:10:5', [undefined, 'https://a.example/a.js', 10, 5, true]],
    [
      'https://a.example/@scope/pkg.js:10:5',
      [undefined, 'https://a.example/@scope/pkg.js', 10, 5, true],
    ],
    ['map@[native code]', ['map', '[native code]', undefined, undefined, false]],
    ['[native code]', [undefined, '[native code]', undefined, undefined, false]],
    [
      'x@safari-web-extension://3d4f/a.js:1:2',
      ['x', 'safari-web-extension://3d4f/a.js', 1, 2, false],
    ],
    ['x@webkit-masked-url://hidden/:1:2', ['x', 'webkit-masked-url://hidden/', 1, 2, false]],
  ],
  Hermes: [
    [
      '    at foo (address at index.android.bundle:1:12345)',
      ['foo', 'index.android.bundle', 1, 12345, true],
    ],
    [
      '    at anonymous (address at InternalBytecode.js:1:7)',
      [undefined, 'InternalBytecode.js', 1, 7, false],
    ],
    ['    at map (native)', ['map', 'native', undefined, undefined, false]],
  ],
  'old Edge and Internet Explorer': [
    [
      '   at Global code (http://a.example/a.js:1:2)',
      ['Global code', 'http://a.example/a.js', 1, 2, true],
    ],
    [
      '   at Anonymous function (http://a.example/a.js:1:2)',
      ['Anonymous function', 'http://a.example/a.js', 1, 2, true],
    ],
  ],
  'no engine': [
    ['Error: failed at 10:20', undefined],
    ['TypeError: x is not a function', undefined],
    ['at the end of the day', undefined],
    ['    at least 3 items are needed', undefined],
    ['write to joe@example.com', undefined],
    ['', undefined],
  ],
};

describe('a line of', () => {
  for (const [engine, lines] of Object.entries(LINES)) {
    for (const [line, frame] of lines) {
      it(`${engine}: ${line.trim() || '(empty)'}`, () => {
        expect(short(parseStack(line))).toEqual(
          frame === undefined ? [] : [[...frame, ...Array(5 - frame.length)].slice(0, 5)],
        );
      });
    }
  }

  it('a data URL is cut', () => {
    const [frame] = parseStack(`    at foo (data:text/javascript;base64,${'A'.repeat(5000)}:1:7)`);
    expect(frame).toMatchObject({ function: 'foo', line: 1, column: 7, inApp: false });
    expect(frame?.file.length).toBeLessThan(100);
  });
});

describe('a stack thrown by', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-stacks-'));
  const file = join(folder, 'throws here.mjs');
  writeFileSync(
    file,
    `class Cart { get total() { return this.sum(); } sum() { return [1].map((x) => { throw new Error('first line\\nsecond (line:1:2)'); }); } }
async function checkout() { await null; return new Cart().total; }
const run = async () => { await checkout(); };
run().catch((error) => console.log(error.stack));
`,
  );
  for (const version of ['node22', 'node', 'node26']) {
    it(`${version} is read whole`, () => {
      const node = new URL(`../../../node_modules/${version}/bin/node`, import.meta.url).pathname;
      const frames = parseStack(execFileSync(node, [file], { encoding: 'utf8' })).filter(
        (frame) => frame.inApp,
      );
      expect(frames.map(({ function: name, line }) => [name, line])).toEqual(
        [
          [undefined, 1],
          ['Cart.sum', 1],
          ['get total', 1],
          ['checkout', 2],
          ['run', 3],
        ].map(([name, line]) => [
          name === 'get total' ? expect.stringMatching(/total$/) : name,
          line,
        ]),
      );
      expect(new Set(frames.map((frame) => frame.file))).toEqual(new Set([file]));
    });
  }
  it('and its folder goes', () => rmSync(folder, { recursive: true }));
});

describe('a hostile stack', () => {
  it('keeps its first 30 and last 20 frames and is not read between', () => {
    const line = (n: number): string => `    at f${n} (/srv/app/a.js:${n}:1)\n`;
    const stack = `Error: x\n${Array.from({ length: 100_000 }, (_, i) => line(i + 1)).join('')}`;
    const lines = parseStack(stack).map((frame) => frame.line);
    expect(lines).toEqual([
      ...Array.from({ length: 30 }, (_, i) => i + 1),
      ...Array.from({ length: 20 }, (_, i) => 99_981 + i),
    ]);
    expect(looksAt(stack)).toBeLessThan(100_000);
  });

  it.each([
    ['one line of a megabyte', 'a'.repeat(1_000_000)],
    ['a frame of a megabyte', `    at ${'a'.repeat(1_000_000)} (/srv/a.js:1:2)`],
    ['brackets', `    at ${' ('.repeat(500_000)}`],
    ['nested eval', `    at eval (${'eval at x ('.repeat(90_000)}/a.js:1:2)`],
    ['lines that nearly are frames', '    at a b c (x:1:)\n'.repeat(60_000)],
    ['at signs', `${'@'.repeat(1_000_000)}:1:2`],
    ['colons', `foo@${':1'.repeat(500_000)}`],
    ['asterisks', `${'a '.repeat(500_000)}*@/a.js:1:2`],
    ['empty lines', '\n'.repeat(1_000_000)],
  ])('of %s is cut', (_, stack) => {
    expect(parseStack(stack).length).toBeLessThanOrEqual(50);
    expect(looksAt(stack)).toBeLessThan(4_000_000);
  });

  it('of any text never throws', () => {
    const part = fc.constantFrom(
      'at ',
      '(',
      ')',
      ':1',
      ':',
      '@',
      '\n',
      'eval at ',
      '/a.js',
      ' ',
      'async ',
      'wasm-function[',
      ']',
      '0x',
      '<',
      'file://',
      '%',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string({ maxLength: 4 }))), (parts) => {
        const frames = parseStack(parts.join(''));
        expect(formatFrames(frames).split('\n').length).toBe(Math.max(1, frames.length));
      }),
      { numRuns: 2000 },
    );
  });
});

/** Characters of the stack that are taken out of it to be looked at. */
function looksAt(stack: string): number {
  const { prototype } = String;
  // oxlint-disable-next-line typescript/unbound-method -- wrapped and put back
  const { slice } = prototype;
  let steps = 0;
  prototype.slice = function (this: string, from, to) {
    const part = slice.call(this, from, to);
    steps += part.length;
    return part;
  };
  try {
    parseStack(stack);
  } finally {
    prototype.slice = slice;
  }
  return steps;
}

describe('frames as text', () => {
  it('are parsed to the same frames again', () => {
    const frames = parseStack(
      '    at foo (/srv/a.js:1:2)\n    at /srv/b.js:3:4\n    at Array.map (<anonymous>)',
    );
    expect(parseStack(formatFrames(frames))).toEqual(frames);
  });
});
