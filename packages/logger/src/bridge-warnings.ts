import { sharedLane } from '@sonde/pipeline';
import { correlation } from './correlation.js';
import { recordLine } from './record-line.js';

const WARN = 40;

/** Makes Node's process warnings into records too. Node prints them as before. Returns its undoing. */
export function bridgeWarnings(): () => void {
  const onWarning = (warning: Error & { code?: string; detail?: string }): void => {
    const line = recordLine({
      level: WARN,
      time: Date.now(),
      name: 'process',
      msg: `${warning.name}: ${warning.message}`,
      // Not `err`: a warning is no error, and must not become an issue.
      warning: {
        name: warning.name,
        code: warning.code,
        detail: warning.detail,
        stack: warning.stack,
      },
      ...correlation(),
    });
    sharedLane().offer('logs', line, WARN);
  };
  process.on('warning', onWarning);
  return () => {
    process.off('warning', onWarning);
  };
}
