import type { RequestListener } from 'node:http';
import type { Status } from './api.js';
import { createForwarder } from './receive/forwarder.js';
import { claimLoopback, type LoopbackServer, serveLoopback } from './receive/loopback.js';
import { startOtlpGrpcServer } from './receive/otlp-grpc-server.js';
import { createOtlpHttpHandler } from './receive/otlp-http-handler.js';
import { createReceiver } from './receive/receiver.js';
import { readPageFile } from './serve/page-file.js';
import { createPageHandler } from './serve/page-handler.js';
import { readOwners } from './serve/read-owners.js';
import { openStore } from './store/open-store.js';
import { VERSION } from './version.js';
import { resolveViewerOptions, type ViewerOptions } from './viewer-options.js';

const PAGE_FILE = new URL('./page/index.html', import.meta.url);

export interface Viewer {
  /** Where it listens, by `localhost`. */
  urls: { page: string; otlpHttp: string; otlpGrpc: string };
  /** Stops listening, stores what was accepted and closes the store. */
  close(): Promise<void>;
}

/**
 * Starts the viewer on loopback: OTLP over HTTP and gRPC in, a page and its query API out.
 *
 * @throws PortTakenError if one of the ports is taken, FolderInUseError if another viewer has the
 * folder, or the system's error if the folder can't be written
 */
export async function startViewer(options: ViewerOptions = {}): Promise<Viewer> {
  const { onWarning = () => {} } = options;
  const resolved = resolveViewerOptions(options, process.env, ({ code, message }) =>
    onWarning(code, message),
  );
  const closers: (() => void | Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).toReversed()) await close();
  };
  try {
    // A taken port is told before anything on disk is touched.
    const grpcPort = await claimLoopback(resolved.otlpGrpcPort);
    if (resolved.pagePort !== 0) await claimLoopback(resolved.pagePort);
    if (resolved.otlpHttpPort !== 0) await claimLoopback(resolved.otlpHttpPort);
    const store = await openStore({
      folder: resolved.dataFolder,
      maxBytes: resolved.maxBytes,
      maxAgeMs: resolved.maxAgeMs,
      onWarning,
    });
    closers.push(() => store.close());
    let drop: (reason: string) => void = () => {};
    const forwarder =
      resolved.forwardTo === undefined
        ? undefined
        : createForwarder(resolved.forwardTo, (reason) => drop(reason));
    if (forwarder !== undefined) closers.push(() => forwarder.close());
    const receiver = createReceiver(store, forwarder);
    drop = (reason) => receiver.drop(reason);

    const urls = { page: '', otlpHttp: '', otlpGrpc: '' };
    const status = async (): Promise<Status> => ({
      version: VERSION,
      otlpHttp: urls.otlpHttp,
      otlpGrpc: urls.otlpGrpc,
      store: await store.status(),
      received: receiver.intake.received,
      dropped: receiver.intake.dropped,
    });
    let page: LoopbackServer | undefined;
    const pageHandler = createPageHandler({
      store,
      page: await readPageFile(PAGE_FILE),
      port: () => page?.port ?? 0,
      status,
      owners: readOwners(process.cwd()),
    });
    page = await serveLoopback(resolved.pagePort, named(pageHandler.handler));
    const pageServer = page;
    closers.push(
      () => pageServer.close(),
      () => pageHandler.close(),
    );
    const http = await serveLoopback(resolved.otlpHttpPort, named(createOtlpHttpHandler(receiver)));
    closers.push(() => http.close());
    const grpc = await startOtlpGrpcServer(receiver, grpcPort.port, grpcPort.hosts);
    closers.push(() => grpc.close());
    urls.page = `http://localhost:${page.port}`;
    urls.otlpHttp = `http://localhost:${http.port}`;
    urls.otlpGrpc = `http://localhost:${grpc.port}`;
    return { urls, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Says what answers, so that a second viewer can tell who holds its port. */
function named(handler: RequestListener): RequestListener {
  return (request, response) => {
    response.setHeader('server', `sonde-viewer/${VERSION}`);
    handler(request, response);
  };
}
