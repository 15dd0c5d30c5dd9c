/** What is started in front of an application, and how. */
export interface Preload {
  /** Arguments of Node before the application's own file. */
  args: string[];
  env?: Record<string, string>;
}

/** As our README has it. */
export const sonde: Preload = { args: ['--import', '@sonde/node/register'] };
