import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSymbolicator, type Frame, isInApp } from '@sonde/errors';
import type { Call } from './prober.js';

const MAX_MAP_BYTES = 32 * 1024 * 1024;
const MAX_FOLDERS = 8;

/** A path, where the engine has an address of a file. */
export function pathOf(file: string): string {
  if (!file.startsWith('file:')) return file;
  try {
    return fileURLToPath(file);
  } catch {
    return file;
  }
}

/** Whether the application itself wrote the file. */
export function isOwnFile(file: string): boolean {
  return isInApp(pathOf(file));
}

export function frameOf(call: Call): Frame {
  const file = pathOf(call.file);
  const frame: Frame = { file, line: call.line, column: call.column, inApp: isInApp(file) };
  if (call.function !== '') frame.function = call.function;
  return frame;
}

/**
 * Makes frames of calls. A source map that lies beside its file, as bundlers and compilers leave
 * it, is applied, whether Node runs with `--enable-source-maps` or not.
 */
export function createFrameReader(): (calls: readonly Call[]) => Frame[] {
  const byFolder = new Map<string, ReturnType<typeof createSymbolicator>>();

  function original(frames: Frame[]): Frame[] {
    const folders = new Set(frames.filter(({ inApp }) => inApp).map(({ file }) => dirname(file)));
    let mapped = frames;
    for (const folder of folders) {
      let symbolicate = byFolder.get(folder);
      if (!symbolicate) {
        if (byFolder.size >= MAX_FOLDERS) byFolder.clear();
        symbolicate = createSymbolicator({ folder, maxBytes: MAX_MAP_BYTES });
        byFolder.set(folder, symbolicate);
      }
      const those = symbolicate(mapped, {});
      mapped = mapped.map((frame, index) =>
        frame === frames[index] && dirname(frame.file) === folder ? (those[index] ?? frame) : frame,
      );
    }
    return mapped;
  }

  return (calls) => {
    const frames = calls.map(frameOf);
    try {
      return original(frames);
    } catch {
      return frames;
    }
  };
}
