import type { Span } from '@opentelemetry/api';
import type { PatchTools, TracedModule } from './traced-module.js';

type Work = (span?: Span, context?: unknown) => unknown;

/** What `@prisma/instrumentation` gives Prisma, which asks it for each of its spans. */
interface TracingHelper {
  runInChildSpan(options: unknown, work: Work): unknown;
}

/** Where it lies, by the contract between the two. */
const GLOBAL = 'PRISMA_INSTRUMENTATION';

/**
 * The sentence at the end: what stands before it is a piece of the program and the values that it was
 * called with.
 */
function lastLine(message: string): string {
  return message.trimEnd().split('\n').at(-1)?.trim() ?? '';
}

/** Prisma's instrumentation ends its spans alike, whether what they stand for went well or not. */
export const prismaErrors: TracedModule = {
  module: '@prisma/client',
  versions: ['*'],
  begin({ api }: PatchTools) {
    const { helper } = Reflect.get(globalThis, GLOBAL) as { helper: TracingHelper };
    const original = helper.runInChildSpan.bind(helper);

    function fail(span: Span, thrown: unknown): never {
      const error = thrown as { name?: string; code?: unknown; message?: string };
      const type = typeof error?.code === 'string' ? error.code : (error?.name ?? '_OTHER');
      const message = lastLine(error?.message ?? '');
      span.setAttribute('error.type', type);
      span.setStatus({ code: api.SpanStatusCode.ERROR, message });
      throw thrown;
    }

    helper.runInChildSpan = (options, work) =>
      original(options, (span, context) => {
        if (span === undefined) return work(span, context);
        try {
          const result = work(span, context) as PromiseLike<unknown> | undefined;
          if (typeof result?.then !== 'function') return result;
          return result.then(undefined, (error: unknown) => fail(span, error));
        } catch (error) {
          return fail(span, error);
        }
      });
  },
};
