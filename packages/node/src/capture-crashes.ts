import { offerError } from './offer-error.js';
import { rejectionMode } from './rejection-mode.js';

const REJECTION = 'unhandledRejection';

type Undo = () => void;

/**
 * The monitor hears of what ends the process and changes nothing: Node's message, the application's
 * own handlers and the exit code stay. With the modes `throw` and `strict` rejections come here too.
 */
function captureExceptions(atTheEnd: () => Record<string, unknown>): Undo {
  const onException = (error: unknown, origin: NodeJS.UncaughtExceptionOrigin): void => {
    offerError(error, { mechanism: origin, handled: false, context: atTheEnd() });
  };
  process.on('uncaughtExceptionMonitor', onException);
  return () => {
    process.off('uncaughtExceptionMonitor', onException);
  };
}

const onRejection = (reason: unknown): void => {
  offerError(reason, { mechanism: REJECTION, handled: false });
};

const others = (): number =>
  process.listeners(REJECTION).filter((listener) => listener !== onRejection).length;

/** In `warn` and `none` a listener changes nothing, so ours may stand there alone. */
function captureAlways(): Undo {
  process.on(REJECTION, onRejection);
  return () => {
    process.off(REJECTION, onRejection);
  };
}

/**
 * In the other modes a listener means `handled`. So ours stands beside the application's own, and
 * goes with the last of them.
 */
function captureBesideOthers(): Undo {
  const onAdded = (event: string | symbol, listener: unknown): void => {
    if (event !== REJECTION || listener === onRejection) return;
    if (!process.listeners(REJECTION).includes(onRejection)) process.on(REJECTION, onRejection);
  };
  const onRemoved = (event: string | symbol, listener: unknown): void => {
    if (event === REJECTION && listener !== onRejection && others() === 0) {
      process.off(REJECTION, onRejection);
    }
  };
  if (others() > 0) process.on(REJECTION, onRejection);
  process.on('newListener', onAdded);
  process.on('removeListener', onRemoved);
  return () => {
    process.off('newListener', onAdded);
    process.off('removeListener', onRemoved);
    process.off(REJECTION, onRejection);
  };
}

/** With its error code Node only warns, and the warning's text is the reason's stack. */
function captureWarnings(): Undo {
  const onWarning = (warning: Error): void => {
    if (warning.name !== 'UnhandledPromiseRejectionWarning') return;
    const [head = ''] = warning.message.split('\n', 1);
    if (head.startsWith('Unhandled promise rejection.')) return;
    const [, type = 'Error', message = head] = /^(?:Uncaught )?(\w+): (.*)$/.exec(head) ?? [];
    const told = new Error(message);
    Object.defineProperties(told, {
      name: { value: type },
      stack: { value: warning.message },
    });
    onRejection(told);
  };
  process.on('warning', onWarning);
  return () => {
    process.off('warning', onWarning);
  };
}

/**
 * Captures what nobody caught. The process goes on or ends exactly as it would have.
 *
 * @param atTheEnd gives further fields of the error that ends it.
 */
export function captureCrashes(atTheEnd: () => Record<string, unknown>): Undo {
  const mode = rejectionMode(process.env['NODE_OPTIONS'] ?? '', process.execArgv);
  const undos = [captureExceptions(atTheEnd)];
  if (mode === 'warn' || mode === 'none') undos.push(captureAlways());
  else if (mode !== 'strict') undos.push(captureBesideOthers());
  if (mode === 'warn-with-error-code') undos.push(captureWarnings());
  return () => {
    for (const undo of undos.toReversed()) undo();
  };
}
