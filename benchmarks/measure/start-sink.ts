import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Starts the throw-away OTLP receiver; gives its address and a way to end it. */
export async function startSink(): Promise<{ url: string; stop(): void }> {
  const child = spawn(process.execPath, [new URL('./sink.ts', import.meta.url).pathname], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [first] = (await once(child.stdout, 'data')) as [Buffer];
  return { url: `http://127.0.0.1:${first.toString().trim()}`, stop: () => void child.kill() };
}
