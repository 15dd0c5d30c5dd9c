import { createServer, type Server } from 'node:http';
import { gunzipSync } from 'node:zlib';

export interface LogSink {
  /** Everything that came, as text; the marks in the bodies can be searched for. */
  received(): string;
  close(): void;
}

/** Stands where Loki would: takes OTLP over HTTP and keeps the bytes. */
export async function startLogSink(port: number): Promise<LogSink> {
  let text = '';
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const packed = request.headers['content-encoding'] === 'gzip';
      text += (packed ? gunzipSync(body) : body).toString('latin1');
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    received: () => text,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
