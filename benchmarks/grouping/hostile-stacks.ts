const MEGABYTE = 1_000_000;

/** Texts that a careless reader of stacks takes seconds for. */
export function hostileStacks(): { name: string; stack: string }[] {
  const fill = (part: string): string => part.repeat(Math.ceil(MEGABYTE / part.length));
  const stacks = [
    { name: 'one line of a megabyte', stack: fill('a') },
    { name: 'a megabyte of blanks', stack: `    at ${fill(' ')}x` },
    {
      name: '100,000 frames',
      stack: `Error: x\n${'    at f (/srv/app/src/a.js:1:2)\n'.repeat(100_000)}`,
    },
    {
      name: 'eval in eval, 20,000 deep',
      stack: `    at ${'eval (eval at f ('.repeat(20_000)}a.js:1:1${')'.repeat(20_000)}`,
    },
    { name: 'open parentheses', stack: `    at ${fill('f (')}` },
    { name: 'positions without end', stack: `    at f (${fill(':1')})` },
    { name: 'lines with many @', stack: fill(`${'@'.repeat(2000)}:1:1\n`) },
    { name: 'marks of async', stack: fill(`${'async*'.repeat(300)}f@a.js:1:1\n`) },
    { name: 'eval of SpiderMonkey', stack: fill(`f@a.js${' line 1 > eval'.repeat(130)}:1:1\n`) },
    { name: 'hashes in the file name', stack: fill(`f@/${'a1b2c3d4-'.repeat(200)}.js:1:1\n`) },
    { name: 'slashes', stack: fill(`f@${'/node_modules'.repeat(150)}/a.js:1:1\n`) },
    { name: 'quotes in the message', stack: fill(`"'\``) },
    { name: 'digits', stack: fill('1') },
    { name: 'dots in the name', stack: fill(`    at ${'a.'.repeat(900)}b (a.js:1:1)\n`) },
    { name: 'wasm', stack: fill(`f@${'wasm-function['.repeat(140)}1]:0x1\n`) },
  ];
  // As one piece in memory, the way an engine hands it over.
  return stacks.map(({ name, stack }) => ({ name, stack: Buffer.from(stack).toString() }));
}
