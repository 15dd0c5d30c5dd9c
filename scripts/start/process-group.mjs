/**
 * Every child leads a process group of its own: a Ctrl-C in the terminal reaches only us, so that
 * we choose the order of the end, and nothing that the child started outlives it.
 */
export const ownGroup = { detached: process.platform !== 'win32' };

/** Kills the child and all that it started. A group that is gone already is no problem. */
export function killGroup(child) {
  try {
    if (ownGroup.detached) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {}
}
