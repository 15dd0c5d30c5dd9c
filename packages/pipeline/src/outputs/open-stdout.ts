import { closeSync, constants, fstatSync, openSync, write, writeSync } from 'node:fs';

/** How a write went: how many bytes were taken, none if the reader has no room, or why it failed. */
export type Written = { taken: number } | { failed: string };

/** Standard output, without ever waiting in the kernel for its reader. */
export interface Stdout {
  write(bytes: Uint8Array): Promise<Written>;
  /** Bytes of an earlier call that are being written still: the next call must begin with them. */
  held(): number;
  close(): void;
}

const STDOUT = 1;
/** Of one write to a socket. */
const SOCKET_BYTES = 16_384;

function failure(error: unknown): Written {
  const code = (error as NodeJS.ErrnoException).code ?? 'write';
  return code === 'EAGAIN' ? { taken: 0 } : { failed: code };
}

function direct(fd: number, close: () => void): Stdout {
  return {
    async write(bytes) {
      try {
        return { taken: writeSync(fd, bytes) };
      } catch (error) {
        return failure(error);
      }
    },
    held: () => 0,
    close,
  };
}

/** One write at a time, on a thread of the pool, where it may wait. */
function patient(): Stdout {
  let under: { bytes: number; result: Promise<Written> } | undefined;
  return {
    write(bytes) {
      if (under) return under.result;
      // The caller's memory is used again; the kernel may read this whenever its reader comes.
      const copy = Buffer.from(bytes.subarray(0, SOCKET_BYTES));
      const result = new Promise<Written>((resolve) => {
        write(STDOUT, copy, (error, taken) => {
          under = undefined;
          resolve(error ? failure(error) : { taken });
        });
      });
      under = { bytes: copy.length, result };
      return result;
    },
    held: () => under?.bytes ?? 0,
    close() {},
  };
}

/**
 * A pipe or a terminal is opened once more, non-blocking: a write that waits in the kernel for a reader
 * holds a thread of the application, and the end of the process. The application's own descriptor
 * stays as it is. A file never makes one wait. A socket (under systemd, or a parent that is Node)
 * can't be opened again; there, one write at a time may wait.
 */
export function openStdout(): Stdout {
  if (fstatSync(STDOUT).isFile()) return direct(STDOUT, () => {});
  try {
    const fd = openSync('/dev/fd/1', constants.O_WRONLY | constants.O_NONBLOCK);
    return direct(fd, () => closeSync(fd));
  } catch {
    return patient();
  }
}
