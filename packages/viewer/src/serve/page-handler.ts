import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { ApiError, IssueAnswer, Status } from '../api.js';
import { QueryError } from '../store/queries.js';
import type { Store } from '../store/store.js';
import { answerApi, logFilter } from './api-routes.js';
import { readIssueChange } from './change-issue.js';
import { createLiveStreams } from './live-stream.js';
import type { PageFile } from './page-file.js';
import { refusalOf } from './request-guard.js';

const SAFE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

export interface PageHandlerOptions {
  store: Store;
  page: PageFile;
  /** Known once the server listens. */
  port(): number;
  status(): Promise<Status>;
  owners(issue: IssueAnswer): string[];
}

/** The page and the query API: `GET`, and `POST` to change an issue's state, for this machine's own browser and tools. */
export function createPageHandler(options: PageHandlerOptions): {
  handler: RequestListener;
  close(): void;
} {
  const { store, page } = options;
  const live = createLiveStreams(store, () => options.status());

  async function handleApi(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ): Promise<void> {
    const path = url.pathname.split('/').slice(2).map(decode);
    if (path[0] === 'status' && path.length === 1)
      return json(response, 200, await options.status());
    if (path[0] === 'live' && path.length === 1) {
      const wantsLogs = url.searchParams.get('logs') !== '0';
      const filter = wantsLogs ? logFilter(url.searchParams) : undefined;
      if (live.open(request, response, filter)) return;
      return refuse(response, 503, 'too_many_readers', 'too many live readers are connected');
    }
    const answer = await answerApi(store, path, url.searchParams, Date.now());
    if (answer === undefined) return refuse(response, 404, 'not_found', 'there is no such thing');
    if (path[0] === 'issues' && path.length === 2) {
      const issue = answer as IssueAnswer;
      return json(response, 200, { ...issue, owners: options.owners(issue) });
    }
    json(response, 200, answer);
  }

  async function changeIssue(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ): Promise<void> {
    const [name, fingerprint, ...more] = url.pathname.split('/').slice(2).map(decode);
    if (name !== 'issues' || fingerprint === undefined || more.length > 0) {
      response.setHeader('allow', 'GET');
      return refuse(response, 405, 'method', 'only GET is answered here');
    }
    const change = await readIssueChange(request, Date.now());
    if (await store.changeIssue(fingerprint, change)) return json(response, 200, {});
    refuse(response, 404, 'not_found', 'there is no such issue');
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(SAFE_HEADERS)) response.setHeader(name, value);
    const url = URL.parse(request.url ?? '/', 'http://viewer');
    const isApi = url?.pathname.startsWith('/api/') ?? false;
    const refusal = refusalOf(request, options.port(), isApi);
    if (refusal !== undefined) return refuse(response, 403, 'forbidden', refusal);
    if (url === null) return refuse(response, 400, 'bad_request', 'the address can not be read');
    if (request.method === 'POST' && isApi) {
      try {
        return await changeIssue(request, response, url);
      } catch (error) {
        return fail(response, error);
      }
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET');
      return refuse(response, 405, 'method', 'only GET is answered');
    }
    if (!isApi) {
      response.writeHead(200, page.headers);
      response.end(request.method === 'HEAD' ? undefined : page.html);
      return;
    }
    try {
      await handleApi(request, response, url);
    } catch (error) {
      fail(response, error);
    }
  }

  return {
    handler: (request, response) => {
      void handle(request, response).catch(() => response.destroy());
    },
    close: () => live.close(),
  };
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else if (error instanceof QueryError) {
    refuse(response, 400, 'bad_parameter', error.message, error.parameter);
  } else refuse(response, 503, 'store', 'the store can not answer now; ask again');
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  parameter?: string,
): void {
  const error: ApiError['error'] = parameter ? { code, message, parameter } : { code, message };
  json(response, status, { error });
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new QueryError('path', 'the path is not well encoded');
  }
}
