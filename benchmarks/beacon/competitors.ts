import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

export interface Competitor {
  name: string;
  script: string;
  /** Inlined before everything else, where there is such a thing. */
  stub: string;
  /** Bytes after gzip -9, with errors only and as driven. */
  errorsOnly: number;
  whole: number;
}

const stubFile = fileURLToPath(import.meta.resolve('@sonde/browser/stub.js'));

const sources: Record<string, { errorsOnly: string; whole: string }> = {
  Sonde: {
    errorsOnly: `import { createBeacon, errors } from '@sonde/browser';
      createBeacon({ endpoint: '/telemetry', service: 'page' }, [errors]);`,
    whole: `import { start } from '@sonde/browser';
      start({ endpoint: '/telemetry', service: 'page', storage: true });`,
  },
  Sentry: {
    errorsOnly: `import { init } from '@sentry/browser';
      init({ dsn: location.origin.replace('//', '//key@') + '/1' });`,
    whole: `import { init, browserTracingIntegration, makeBrowserOfflineTransport, makeFetchTransport } from '@sentry/browser';
      init({ dsn: location.origin.replace('//', '//key@') + '/1', tracesSampleRate: 1,
        transport: makeBrowserOfflineTransport(makeFetchTransport), integrations: [browserTracingIntegration()] });`,
  },
  Faro: {
    errorsOnly: `import { initializeFaro, ErrorsInstrumentation } from '@grafana/faro-web-sdk';
      initializeFaro({ url: '/collect', app: { name: 'page' }, instrumentations: [new ErrorsInstrumentation()] });`,
    whole: `import { initializeFaro, getWebInstrumentations } from '@grafana/faro-web-sdk';
      import { TracingInstrumentation } from '@grafana/faro-web-tracing';
      initializeFaro({ url: '/collect', app: { name: 'page' },
        instrumentations: [...getWebInstrumentations(), new TracingInstrumentation()] });`,
  },
};

async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

export async function buildCompetitors(): Promise<(Competitor & { small: string })[]> {
  const size = (text: string): number => gzipSync(text, { level: 9 }).length;
  return await Promise.all(
    Object.entries(sources).map(async ([name, { errorsOnly, whole }]) => {
      const [small, script] = await Promise.all([bundle(errorsOnly), bundle(whole)]);
      const stub = name === 'Sonde' ? readFileSync(stubFile, 'utf8') : '';
      return { name, script, small, stub, errorsOnly: size(small), whole: size(script) };
    }),
  );
}
