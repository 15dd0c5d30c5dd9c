import { createErrorHandler } from '@sonde/browser/angular';
import { ErrorBoundary } from '@sonde/browser/react';
import { followReactRouter, followVueRouter } from '@sonde/browser/router';
import { handleVueErrors, type VueApplication } from '@sonde/browser/vue';
import { build } from 'esbuild';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { waitFor } from '../../intake/test/support/wait-for.js';
import { test as inBrowser, launchChromium } from './support/chromium.js';
import { startPageSite } from './support/page-site.js';

afterEach(() => {
  vi.restoreAllMocks();
});

inBrowser('a React error boundary shows its fallback and reports what failed where', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { start } from '@sonde/browser';
        import { ErrorBoundary } from '@sonde/browser/react';
        import { createElement as h } from 'react';
        import { createRoot } from 'react-dom/client';
        const beacon = start({ endpoint: '/telemetry', service: 'page' });
        function Total() { throw new TypeError('no lines') }
        createRoot(document.body).render(
          h(ErrorBoundary, { beacon, fallback: (e) => 'sorry: ' + e.message }, h(Total)));`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: 'iife',
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
  });
  const site = await startPageSite();
  const browser = await launchChromium();
  site.serve('/main.js', outputFiles[0]?.text ?? '');
  site.serve('/', '<!doctype html><body></body><script src="/main.js"></script>');
  const page = await browser.newPage();
  await page.goto(site.origin);
  await page.getByText('sorry: no lines').waitFor();
  const told = await waitFor('the error', () =>
    site.sink.logs.find((l) => l.record.eventName === 'exception'),
  );
  expect(told.attributes).toMatchObject({
    'exception.type': 'TypeError',
    'sonde.error.mechanism': 'react',
    'sonde.error.handled': true,
    'app.component': 'Total',
  });
  await browser.close();
  await site.close();
});

test('a boundary without a beacon still shows its fallback', () => {
  const boundary = new ErrorBoundary({ fallback: 'sorry' });
  Object.assign(boundary.state, ErrorBoundary.getDerivedStateFromError(new Error('x')));
  boundary.componentDidCatch(new Error('x'), { componentStack: null });
  expect(boundary.render()).toBe('sorry');
});

describe('Vue', () => {
  test('errors are reported, and a handler that was there still runs', () => {
    const captureError = vi.fn();
    const before = vi.fn();
    const app: VueApplication = { config: { errorHandler: before } };
    handleVueErrors(app, { captureError });
    const error = new Error('in setup');
    app.config.errorHandler?.(error, null, 'setup function');
    expect(captureError).toHaveBeenCalledWith(error, { info: 'setup function' }, 'vue');
    expect(before).toHaveBeenCalledWith(error, null, 'setup function');
  });

  test('errors are shown in the console where there was no handler', () => {
    const shown = vi.spyOn(console, 'error').mockReturnValue();
    const app: VueApplication = { config: {} };
    handleVueErrors(app, { captureError: () => {} });
    const error = new Error('in setup');
    app.config.errorHandler?.(error, null, '');
    expect(shown).toHaveBeenCalledWith(error);
  });
});

test('Angular errors are reported, the rejection of a zone itself, and handled on', () => {
  const captureError = vi.fn();
  const handleError = vi.fn();
  const handler = createErrorHandler({ captureError }, { handleError });
  const error = new Error('in a component');
  const wrapped = Object.assign(new Error('Uncaught (in promise)'), { rejection: error });
  handler.handleError(error);
  handler.handleError(wrapped);
  expect(captureError.mock.calls).toEqual([
    [error, {}, 'angular'],
    [error, {}, 'angular'],
  ]);
  expect(handleError).toHaveBeenLastCalledWith(wrapped);
});

test('the pattern of a route is told, not its values', () => {
  const setRoute = vi.fn();
  followVueRouter(
    {
      afterEach(hook) {
        hook({ matched: [{ path: '/orders' }, { path: '/orders/:id' }] });
        hook({ matched: [] });
        return () => {};
      },
    },
    { setRoute },
  );
  const matches = [{ route: { path: '/' } }, { route: {} }, { route: { path: 'orders/:id' } }];
  followReactRouter({ state: { matches }, subscribe: () => () => {} }, { setRoute });
  expect(setRoute.mock.calls).toEqual([['/orders/:id'], [undefined], ['/orders/:id']]);
});
