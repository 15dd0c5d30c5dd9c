import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createSourceMapStore,
  type Frame,
  fingerprint,
  normaliseError,
  parseStack,
} from '@sonde/errors';
import { build } from 'esbuild';
import { afterAll, afterEach, describe, expect, it } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'sonde-maps-'));
const stores: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const CART = `
export class Cart {
  items: { name: string; price: number }[] = [];
  addItemByName(name: string): void {
    const priceOfItem = lookUpPrice(name);
    this.items.push({ name, price: priceOfItem });
  }
}

function lookUpPrice(name: string): number {
  if (name === 'unknown') {
    throw new RangeError(\`no price for \${name}\`);
  }
  return name.length;
}
`;

const MAIN = `
import { Cart } from './cart';

const checkoutBasket = (names: string[]): Cart => {
  const cart = new Cart();
  for (const name of names) cart.addItemByName(name);
  return cart;
};

export async function startShopPage(): Promise<void> {
  await Promise.resolve();
  checkoutBasket(['apple', 'unknown']);
}

startShopPage().catch((error: Error) => console.log(error.stack));
`;

/** Builds the shop minified, runs it, and gives the stack and the folder with its map. */
async function buildAndThrow(
  name: string,
  shift: string,
): Promise<{ stack: string; maps: string; out: string }> {
  const folder = join(root, name);
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'src', 'cart.ts'), shift + CART);
  writeFileSync(join(folder, 'src', 'main.ts'), shift + MAIN);
  await build({
    entryPoints: [join(folder, 'src', 'main.ts')],
    outdir: join(folder, 'dist'),
    entryNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    sourcemap: 'external',
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  });
  const maps = join(folder, 'maps');
  mkdirSync(maps);
  let out = '';
  for (const file of readdirSync(join(folder, 'dist'))) {
    if (file.endsWith('.map')) renameSync(join(folder, 'dist', file), join(maps, file));
    else out = join(folder, 'dist', file);
  }
  return { stack: execFileSync(process.execPath, [out], { encoding: 'utf8' }), maps, out };
}

function storeOf(
  folder: string,
  more: { maxBytes?: number } = {},
): ReturnType<typeof createSourceMapStore> {
  const store = createSourceMapStore({ folder, ...more });
  stores.push(store);
  return store;
}

/** Bundles a module minified, throws by its `go`, and gives the frames with the map applied. */
async function throwMinified(name: string, source: string): Promise<Frame[]> {
  const folder = join(root, name);
  const maps = join(folder, 'maps');
  mkdirSync(maps, { recursive: true });
  writeFileSync(
    join(folder, 'app.ts'),
    `${source}\ntry { go(); } catch (error) { console.log((error as Error).stack); }\n`,
  );
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'app.ts')],
    outdir: folder,
    bundle: true,
    minify: true,
    sourcemap: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'es2021',
    write: false,
  });
  for (const { path, contents } of outputFiles) {
    writeFileSync(path.endsWith('.map') ? join(maps, 'app.js.map') : path, contents);
  }
  const stack = execFileSync(process.execPath, [join(folder, 'app.js')], { encoding: 'utf8' });
  return storeOf(maps).symbolicate(parseStack(stack));
}

describe('the function of a minified frame', () => {
  it('is the one whose parameters the place stands in', async () => {
    const [top] = await throwMinified(
      'parameters',
      `function book({ hall: { seats } }: any): number { return seats; }
function go(): void { console.log(book({})); }`,
    );
    expect(top?.function).toBe('book');
  });

  it('is none for an arrow function within another, as in code that is not minified', async () => {
    const [top, , caller] = await throwMinified(
      'arrow',
      `function sum(list: any[]): any { return list.map((one) => one.price.net); }
function go(): void { console.log(sum([{}])); }`,
    );
    expect(top?.function).toBeUndefined();
    expect(top?.file).toMatch(/app\.ts$/);
    expect(caller?.function).toBe('sum');
  });

  it('is not the application’s own where the bundler has written it', async () => {
    const frames = await throwMinified(
      'helper',
      `class Box { #n = 1; static open(box: Box): number { return box.#n; } }
function go(): void { console.log(Box.open({} as Box)); }`,
    );
    const own = frames.filter(({ inApp }) => inApp);
    expect(frames[0]?.inApp).toBe(false);
    expect(own[0]?.function).toBe('Box.open');
  });
});

describe('a minified stack', () => {
  it('resolves to the original functions, files, lines and source lines', async () => {
    const { stack, maps } = await buildAndThrow('one', '');
    const before = parseStack(stack);
    expect(before[0]?.file).toMatch(/main-[A-Z0-9]+\.js$/);
    const after = await storeOf(maps).symbolicate(before);
    expect(
      after
        .slice(0, 4)
        .map(({ function: name, file, line, inApp }) => ({ name, file, line, inApp })),
    ).toEqual([
      { name: 'lookUpPrice', file: 'src/cart.ts', line: 12, inApp: true },
      { name: 'Cart.addItemByName', file: 'src/cart.ts', line: 5, inApp: true },
      { name: 'checkoutBasket', file: 'src/main.ts', line: 6, inApp: true },
      { name: 'startShopPage', file: 'src/main.ts', line: 12, inApp: true },
    ]);
    expect(after[0]?.source).toEqual({
      firstLine: 9,
      lines: [
        '',
        'function lookUpPrice(name: string): number {',
        "  if (name === 'unknown') {",
        '    throw new RangeError(`no price for ${name}`);',
        '  }',
        '  return name.length;',
        '}',
      ],
    });
  });

  it('has the same fingerprint in a release with other lines, hashes and short names', async () => {
    const one = await buildAndThrow('release-1', '');
    const two = await buildAndThrow(
      'release-2',
      '// a note\n\nexport const addedInThisRelease = (x: number): number => x * 3;\nglobalThis.added = addedInThisRelease(4);\n',
    );
    expect(one.out.split('/').at(-1)).not.toBe(two.out.split('/').at(-1));
    const ids = await Promise.all(
      [one, two].map(async ({ stack, maps }) => {
        const frames = await storeOf(maps).symbolicate(parseStack(stack));
        return fingerprint({ type: 'RangeError', message: 'x', frames });
      }),
    );
    expect(ids[0]).toEqual(ids[1]);
    expect(ids[0]?.because).toContain('lookUpPrice');
  });

  it('is found by debug id, and in the folder of its release first', async () => {
    const { stack, maps, out } = await buildAndThrow('by-id', '');
    const [map] = readdirSync(maps);
    const frames = parseStack(stack);
    const id = '85314830-023f-4cf1-a267-535f4e37bb17';
    renameSync(join(maps, map ?? ''), join(maps, `${id}.map`));
    const file = frames[0]?.file ?? out;
    expect((await storeOf(maps).symbolicate(frames))[0]?.file).toBe(file);
    expect((await storeOf(maps).symbolicate(frames, { debugIds: { [file]: id } }))[0]?.file).toBe(
      'src/cart.ts',
    );
    mkdirSync(join(maps, '1.2.3'));
    renameSync(join(maps, `${id}.map`), join(maps, '1.2.3', map ?? ''));
    expect((await storeOf(maps).symbolicate(frames))[0]?.file).toBe(file);
    expect((await storeOf(maps).symbolicate(frames, { release: '1.2.3' }))[0]?.file).toBe(
      'src/cart.ts',
    );
  });

  it('is read anew when its map is replaced', async () => {
    const { stack, maps } = await buildAndThrow('replaced', '');
    const [map] = readdirSync(maps);
    const path = join(maps, map ?? '');
    const good = readFileSync(path, 'utf8');
    const store = storeOf(maps);
    writeFileSync(path, 'broken');
    expect((await store.symbolicate(parseStack(stack)))[0]?.file).toMatch(/main-/);
    writeFileSync(path, good);
    expect((await store.symbolicate(parseStack(stack)))[0]?.file).toBe('src/cart.ts');
  });
});

describe('a map', () => {
  const folder = join(root, 'maps');
  mkdirSync(folder);
  const plain = {
    version: 3,
    sources: ['../src/a.ts'],
    names: [],
    mappings: 'AAAA,CAAC',
    sourcesContent: ['const x = 1;\n'],
  };
  const at = (file: string): Frame[] => [{ file, line: 1, column: 1, inApp: true }];

  it('in sections is applied', async () => {
    const sections = [
      { offset: { line: 0, column: 0 }, map: plain },
      {
        offset: { line: 1, column: 0 },
        map: { ...plain, sources: ['webpack://shop/./src/b.ts?1a2b'] },
      },
    ];
    writeFileSync(join(folder, 'sections.js.map'), JSON.stringify({ version: 3, sections }));
    const [frame] = await storeOf(folder).symbolicate([
      { file: 'https://a.example/sections.js?v=3', line: 2, column: 1, inApp: true },
    ]);
    expect(frame).toMatchObject({ file: 'src/b.ts', line: 1 });
  });

  it('that is broken, of another version, nested without end or too large is refused', async () => {
    const bad: Record<string, string> = {
      'text.js': 'no json',
      'version.js': JSON.stringify({ ...plain, version: 2 }),
      'null.js': 'null',
      'array.js': '[]',
      'types.js': JSON.stringify({ ...plain, sources: [1, 2] }),
      'mappings.js': JSON.stringify({ ...plain, mappings: '!!!!' }),
      'deep.js': JSON.stringify({
        version: 3,
        sections: [{ offset: { line: 0, column: 0 }, map: { version: 3, sections: [] } }],
      }),
      'url.js': JSON.stringify({
        version: 3,
        sections: [{ offset: { line: 0, column: 0 }, url: 'https://a.example/x.map' }],
      }),
      'large.js': JSON.stringify({ ...plain, sourcesContent: ['x'.repeat(3000)] }),
    };
    const store = storeOf(folder, { maxBytes: 2000 });
    for (const [name, text] of Object.entries(bad)) {
      writeFileSync(join(folder, `${name}.map`), text);
      expect((await store.symbolicate(at(`/srv/${name}`)))[0]?.file, name).toBe(`/srv/${name}`);
    }
    writeFileSync(join(folder, 'good.js.map'), JSON.stringify(plain));
    expect((await store.symbolicate(at('/srv/good.js')))[0]?.file).toBe('src/a.ts');
  });

  it('outside of the folder is never read: not by name, by link, by debug id or by release', async () => {
    const inner = join(folder, 'inner');
    mkdirSync(inner);
    writeFileSync(join(folder, 'secret.js.map'), JSON.stringify(plain));
    symlinkSync(join(folder, 'secret.js.map'), join(inner, 'link.js.map'));
    symlinkSync(folder, join(inner, 'away'));
    const store = storeOf(inner);
    expect((await store.symbolicate(at('../secret.js')))[0]?.file).toBe('../secret.js');
    expect((await store.symbolicate(at('link.js')))[0]?.file).toBe('link.js');
    expect(
      (await store.symbolicate(at('x.js'), { debugIds: { 'x.js': '../secret.js' } }))[0]?.file,
    ).toBe('x.js');
    expect((await store.symbolicate(at('secret.js'), { release: '..' }))[0]?.file).toBe(
      'secret.js',
    );
    expect((await store.symbolicate(at('secret.js'), { release: 'away' }))[0]?.file).toBe(
      'secret.js',
    );
    writeFileSync(join(inner, 'own.js.map'), JSON.stringify(plain));
    expect((await store.symbolicate(at('own.js')))[0]?.file).toBe('src/a.ts');
  });

  it('that is a folder, a pipe or missing leaves the frame as it is, and so does a closed store', async () => {
    mkdirSync(join(folder, 'dir.js.map'));
    execFileSync('sh', ['-c', 'mkfifo "$0"', join(folder, 'pipe.js.map')]);
    const store = storeOf(folder);
    for (const file of ['dir.js', 'pipe.js', 'missing.js'])
      expect((await store.symbolicate(at(file)))[0]?.file).toBe(file);
    await store.close();
    expect((await store.symbolicate(at('good.js')))[0]?.file).toBe('good.js');
    expect((await storeOf(join(root, 'no such folder')).symbolicate(at('good.js')))[0]?.file).toBe(
      'good.js',
    );
  });

  it('that takes all the memory of the worker ends the worker only', async () => {
    const mappings = `${'AAAA,'.repeat(6_000_000)}AAAA`;
    writeFileSync(join(folder, 'vast.js.map'), JSON.stringify({ ...plain, mappings }));
    const store = storeOf(folder);
    const [vast] = await store.symbolicate(at('vast.js'));
    expect(vast?.file).toBe('vast.js');
    expect((await store.symbolicate(at('good.js')))[0]?.file).toBe('src/a.ts');
  });

  it('that takes too long is given up and left alone from then on', async () => {
    // A worker is not even up in a millisecond.
    const store = createSourceMapStore({ folder, timeoutMs: 1 });
    stores.push(store);
    expect((await store.symbolicate(at('good.js')))[0]?.file).toBe('good.js');
    expect((await store.symbolicate(at('good.js')))[0]?.file).toBe('good.js');
  });
});

describe('an error of a bundle', () => {
  it('keeps its frames where nothing is known of them', async () => {
    const { frames = [] } = normaliseError(new Error('x'));
    expect(await storeOf(root).symbolicate(frames)).toEqual(frames);
  });
});
