import { once } from 'node:events';
import { chmod, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createFixtureRepository,
  type FixtureRepository,
  STUBBORN_SERVER,
} from './fixture-repository.ts';
import { freePortEnv, type PortEnv } from './free-ports.ts';
import { processesWith } from './processes-with.ts';
import { type Program, type RunOptions, runProgram } from './run-program.ts';

let repository: FixtureRepository;
let ports: PortEnv;
const programs: Program[] = [];

beforeEach(async () => {
  repository = await createFixtureRepository();
  ports = await freePortEnv();
});

afterEach(async () => {
  for (const { child } of programs.splice(0)) child.kill('SIGKILL');
  for (const pid of processesWith('SONDE_SHOP_PORT', ports.SONDE_SHOP_PORT))
    process.kill(pid, 'SIGKILL');
  await repository.remove();
});

function start(options: Partial<RunOptions> = {}): Program {
  const { env, ...rest } = options;
  const program = runProgram(process.execPath, ['scripts/start.mjs'], {
    cwd: repository.root,
    env: { ...repository.env, ...ports, ...env },
    ...rest,
  });
  programs.push(program);
  return program;
}

async function expectOneSentence(program: Program, sentence: RegExp): Promise<void> {
  expect(await program.ended).toBe(1);
  expect(program.stderr().trim()).toMatch(sentence);
  expect(program.stderr().trim().split('\n')).toHaveLength(1);
}

const npmCalls = async (): Promise<string[]> =>
  (await readFile(`${repository.root}/npm-calls`, 'utf8')).trim().split('\n');

async function expectNothingLeft(): Promise<void> {
  await expect
    .poll(() => processesWith('SONDE_SHOP_PORT', ports.SONDE_SHOP_PORT), { timeout: 2_000 })
    .toEqual([]);
  for (const port of [ports.SONDE_SHOP_PORT, ports.SONDE_VIEWER_PORT]) {
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow('fetch failed');
  }
}

test('a fresh clone is installed, built and started, and says where to look', async () => {
  const program = start();
  await program.says('Ctrl-C stops all of it');
  expect(await npmCalls()).toEqual(['ci', 'run build']);
  expect(program.stdout()).toContain(`http://127.0.0.1:${ports.SONDE_SHOP_PORT}`);
  expect(program.stdout()).toContain(`http://127.0.0.1:${ports.SONDE_VIEWER_PORT}`);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends everything, a part that will not end too',
  async (signal) => {
    await repository.write('examples/shop/run.mjs', STUBBORN_SERVER);
    const program = start();
    await program.says('Ctrl-C stops all of it');
    const before = Date.now();
    program.child.kill(signal);
    expect(await program.ended).toBe(0);
    expect(Date.now() - before).toBeLessThan(5_000);
    await expectNothingLeft();
  },
);

test('a second Ctrl-C ends everything at once', async () => {
  await repository.write('examples/shop/run.mjs', STUBBORN_SERVER);
  const program = start();
  await program.says('Ctrl-C stops all of it');
  program.child.kill('SIGINT');
  await program.says('Stopping');
  program.child.kill('SIGINT');
  expect(await program.ended).toBe(1);
  await expectNothingLeft();
});

test('a second start neither installs nor builds, a changed source is built, a changed lockfile is installed', async () => {
  const startAndEnd = async (): Promise<void> => {
    const program = start();
    await program.says('Ctrl-C stops all of it');
    program.child.kill('SIGTERM');
    await program.ended;
  };
  await startAndEnd();
  await startAndEnd();
  expect(await npmCalls()).toEqual(['ci', 'run build']);
  await repository.write('packages/cli/src/new.ts', 'export {};');
  await startAndEnd();
  expect(await npmCalls()).toEqual(['ci', 'run build', 'run build']);
  await repository.write('package-lock.json', '{ "changed": true }');
  await startAndEnd();
  expect((await npmCalls()).slice(3)).toEqual(['ci', 'run build']);
});

test('a taken port is one sentence that names the way out', async () => {
  const holder = createServer().listen(Number(ports.SONDE_SHOP_PORT), '127.0.0.1');
  await once(holder, 'listening');
  try {
    await expectOneSentence(start(), /^Port \d+ \(gateway\) is taken\. .* SONDE_SHOP_PORT/);
  } finally {
    holder.close();
  }
});

test('a port that is no port is one sentence', async () => {
  const program = start({ env: { SONDE_VIEWER_PORT: 'http' } });
  await expectOneSentence(program, /^SONDE_VIEWER_PORT must be a port from 1 to 65535/);
});

test('a missing npm is one sentence', async () => {
  await repository.setNpm(undefined);
  await expectOneSentence(start({ env: { PATH: `${repository.root}/.bin` } }), /needs npm/);
});

test('an old npm is one sentence', async () => {
  await repository.setNpm('');
  await repository.write('.bin/npm', '#!/bin/sh\necho 6.14.0\n');
  await chmod(`${repository.root}/.bin/npm`, 0o755);
  await expectOneSentence(start(), /^Sonde needs npm 9 or newer, but this is 6\.14\.0\.$/);
});

test("a failed install is one sentence with npm's reason", async () => {
  await repository.setNpm(
    'echo "npm error code ENOTFOUND"; echo "npm error network request failed, reason: no such host"; exit 1',
  );
  const program = start();
  await expectOneSentence(
    program,
    /^Installing failed: request failed, reason: no such host\. .*install\.log$/,
  );
});

test('a failed build is one sentence with the reason', async () => {
  await repository.setNpm(`
    [ "$1" = ci ] && mkdir -p node_modules && touch node_modules/.package-lock.json && exit
    echo "src/index.ts(1,1): error TS1005: ';' expected"; exit 2`);
  await expectOneSentence(start(), /^Building failed: src\/index\.ts\(1,1\): error TS1005/);
});

test('a part that ends by itself ends the others, with exit code 1', async () => {
  await repository.write('examples/shop/visitor.mjs', 'process.exit(3);');
  const program = start();
  expect(await program.ended).toBe(1);
  expect(program.stderr().trim()).toBe('The visitor ended by exit code 3.');
  await expectNothingLeft();
});

test.runIf(process.getuid?.() === 0)(
  'a folder that is not ours to write is one sentence',
  async () => {
    await chmod(repository.root, 0o755);
    const program = start({ uid: 65_534 });
    await expectOneSentence(program, /can't be written to \(EACCES\)/);
  },
);

test('Ctrl-C during the install ends npm too', async () => {
  await repository.setNpm('echo started > npm-calls; sleep 1000');
  const program = start();
  await expect.poll(npmCalls, { timeout: 10_000 }).toEqual(['started']);
  program.child.kill('SIGINT');
  expect(await program.ended).toBe(0);
  await expectNothingLeft();
});
