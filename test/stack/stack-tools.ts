import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stackCache } from '../../scripts/stack/stack-cache.mjs';

export const root: string = fileURLToPath(new URL('../..', import.meta.url));
export const bin: string = join(stackCache(process.env), 'bin');

/** A test that needs a program of the stack is skipped where it was never built. */
export const hasTool = (name: string): boolean => existsSync(join(bin, name));

export interface ToolResult {
  code: number;
  output: string;
}

/** Runs a program of the stack to its end. */
export function runTool(
  name: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<ToolResult> {
  const options = { cwd: root, env: { ...process.env, ...env }, maxBuffer: 1 << 26 };
  return new Promise((resolve) => {
    execFile(join(bin, name), args, options, (error, stdout, stderr) => {
      const code = error ? Number(error.code ?? 1) : 0;
      resolve({ code, output: `${stdout}${stderr}` });
    });
  });
}
