import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Sink {
  url: string;
  /** Tells each competitor, in its own words, to send there. */
  env: Record<string, string>;
  stop(): void;
}

/** Starts the throw-away receiver. */
export async function startSink(): Promise<Sink> {
  const child = spawn(process.execPath, [new URL('./sink.ts', import.meta.url).pathname], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [first] = (await once(child.stdout, 'data')) as [Buffer];
  const url = `http://127.0.0.1:${first.toString().trim()}`;
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    DD_TRACE_AGENT_URL: url,
    SENTRY_DSN: url.replace('://', '://key@').concat('/1'),
  };
  return { url, env, stop: () => void child.kill() };
}
