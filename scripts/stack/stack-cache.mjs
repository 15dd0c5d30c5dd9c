import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where the programs are kept, outside the repository, so that a fresh clone finds them again. Not
 * below `sonde`, where the preload keeps its compiled code: who clears that must not pay with an
 * hour of building.
 */
export const stackCache = (env) =>
  env.SONDE_STACK_CACHE ?? join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sonde-stack');
