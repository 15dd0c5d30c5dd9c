import type { Span } from '@opentelemetry/api';
import { type TracedModule, wrapMethod } from './traced-module.js';

interface Filter {
  catch(error: unknown, ...rest: unknown[]): unknown;
}

interface Nest {
  BaseExceptionFilter?: { prototype: Filter };
}

/** Nest answers what a handler throws itself, so nobody else hears of it. */
export const nestErrors: TracedModule = {
  module: '@nestjs/core',
  versions: ['>=6'],
  patch(exports: Nest, { api }) {
    const key = api.createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');
    const prototype = exports.BaseExceptionFilter?.prototype;
    if (prototype === undefined) return exports;
    wrapMethod(
      prototype,
      'catch',
      (original) =>
        function traced(this: Filter, error, ...rest) {
          const metadata = api.context.active().getValue(key) as { span?: Span } | undefined;
          const status = (error as { status?: number } | undefined)?.status ?? 500;
          // Below 500 the caller is wrong, not the server.
          if (error instanceof Error && status >= 500) metadata?.span?.recordException(error);
          return original.call(this, error, ...rest);
        },
    );
    return exports;
  },
};
