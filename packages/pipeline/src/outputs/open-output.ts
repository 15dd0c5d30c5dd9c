import type { OpenOutput, Output } from '../output.js';
import type { Warn } from '../warn.js';
import type { OutputOptions } from './output-options.js';

async function load(options: OutputOptions): Promise<Output | undefined> {
  switch (options.kind) {
    case 'stdout':
      return (await import('./stdout-output.js')).createStdoutOutput(options.name);
    case 'file':
      return (await import('./file-output.js')).createFileOutput(options);
    case 'syslog':
      return (await import('./syslog-output.js')).createSyslogOutput(options);
    case 'kafka':
      return (await import('./kafka-output.js')).createKafkaOutput(options);
    case 'sentry':
      return (await import('./sentry-output.js')).createSentryOutput(options);
    case 'bugsnag':
      return (await import('./bugsnag-output.js')).createBugsnagOutput(options);
    default:
      return undefined;
  }
}

function tell({ kind, name }: OutputOptions, error: unknown, warn: Warn): void {
  const { code } = error as { code?: unknown };
  const missing = kind === 'kafka' && String(code).endsWith('MODULE_NOT_FOUND');
  warn({
    code: 'output_failed',
    message: `nothing goes to the output ${name}: ${
      missing ? 'install @platformatic/kafka beside the application' : 'it can’t be opened'
    }`,
    option: 'SONDE_OUTPUTS',
  });
}

/** Makes an output; only what is asked for is loaded. One that can't be made is one warning. */
export const openOutput: OpenOutput = async (options, warn) => {
  let output: Output | undefined;
  try {
    output = await load(options);
  } catch (error) {
    tell(options, error, warn);
  }
  return output;
};
