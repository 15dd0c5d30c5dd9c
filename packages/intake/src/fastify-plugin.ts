import type { IncomingMessage, ServerResponse } from 'node:http';
import { leaveUntraced } from './untraced-paths.js';

/** What the plugin uses of Fastify, so that nobody needs it who has another server. */
export interface FastifyScope {
  removeAllContentTypeParsers(): void;
  addContentTypeParser(
    type: string,
    parser: (
      request: unknown,
      payload: unknown,
      done: (error: Error | null, body?: unknown) => void,
    ) => void,
  ): unknown;
  route(options: {
    method: string[];
    url: string;
    handler: (
      request: { raw: IncomingMessage },
      reply: { hijack(): unknown; raw: ServerResponse },
    ) => void;
  }): unknown;
}

export type FastifyIntakePlugin = (
  scope: FastifyScope,
  options: { path?: string },
  done: (error?: Error) => void,
) => void;

/** Fastify's own parsers are left out in the plugin's scope: the intake reads and bounds the body. */
export function fastifyPlugin(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): FastifyIntakePlugin {
  return (scope, { path = '/telemetry' }, done) => {
    const { server, prefix = '' } = scope as { server?: object; prefix?: string };
    leaveUntraced(server, prefix + path);
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    scope.route({
      method: ['POST', 'OPTIONS'],
      url: path,
      handler: (request, reply) => {
        reply.hijack();
        handle(request.raw, reply.raw);
      },
    });
    done();
  };
}
