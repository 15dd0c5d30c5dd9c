/** How to run npm: the one that started us if there is one, else the one on the path. */
export function npmCommand(...args) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('npm-cli.js')) return { file: process.execPath, args: [script, ...args] };
  return { file: process.platform === 'win32' ? 'npm.cmd' : 'npm', args };
}
