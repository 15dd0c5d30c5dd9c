import type { ErrorHandler } from '@angular/core';
import type { Router as RealAngularRouter } from '@angular/router';
import type { AngularErrorHandler } from '@sonde/browser/angular';
import { ErrorBoundary } from '@sonde/browser/react';
import type { AngularRouter, ReactRouter, VueRouter } from '@sonde/browser/router';
import type { VueApplication } from '@sonde/browser/vue';
import type { Browser } from 'playwright-core';
import type { DataRouter } from 'react-router';
import { afterAll, afterEach, test as anyTest, beforeAll, expect, expectTypeOf } from 'vitest';
import type { App } from 'vue';
import type { Router as RealVueRouter } from 'vue-router';
import type { SunkLog } from '../../intake/test/support/otlp-sink.js';
import { waitFor } from '../../intake/test/support/wait-for.js';
import { launchChromium, test } from './support/chromium.js';
import { type FrameworkPage, openFrameworkPage } from './support/framework-page.js';

const START = `
  import { start } from '@sonde/browser';
  const beacon = window.beacon = start({ endpoint: '/telemetry', service: 'page' });`;

let browser: Browser;
let opened: FrameworkPage;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());
afterEach(() => opened?.close());

async function open(script: string, paths?: string[]): Promise<FrameworkPage> {
  opened = await openFrameworkPage(browser, START + script, paths);
  return opened;
}

const exceptions = (): SunkLog[] =>
  opened.site.sink.logs.filter(({ record }) => record.eventName === 'exception');

/** All exceptions that came by the time that one with this message has. */
async function told(message: string): Promise<SunkLog['attributes']> {
  const found = await waitFor(message, () =>
    exceptions().find(({ attributes }) => attributes['exception.message'] === message),
  );
  return found.attributes;
}

/** Sends what waits, and gives the routes that the page's views were told with, in order. */
async function views(count: number): Promise<unknown[]> {
  await opened.page.evaluate('beacon.flush()');
  const records = await waitFor(`${count} views`, () => {
    const seen = opened.site.sink.logs.filter(
      ({ record }) => record.eventName === 'browser.page_view',
    );
    return seen.length >= count && seen;
  });
  return records.map(({ attributes }) => [attributes['url.path'], attributes['url.template']]);
}

test('a React error boundary shows its fallback and reports what failed where', async () => {
  const { page } = await open(`
    import { ErrorBoundary } from '@sonde/browser/react';
    import { createElement as h } from 'react';
    import { createRoot } from 'react-dom/client';
    function Total() { throw new TypeError('no lines') }
    createRoot(document.body).render(
      h(ErrorBoundary, { beacon, fallback: (e) => 'sorry: ' + e.message }, h(Total)));`);
  await page.getByText('sorry: no lines').waitFor();
  expect(await told('no lines')).toMatchObject({
    'exception.type': 'TypeError',
    'sonde.error.mechanism': 'react',
    'sonde.error.handled': true,
    'app.component': 'Total',
  });
  await page.evaluate('beacon.captureError(new Error("last"))');
  await told('last');
  expect(exceptions()).toHaveLength(2);
});

anyTest('a boundary without a beacon still shows its fallback', () => {
  const boundary = new ErrorBoundary({ fallback: 'sorry' });
  Object.assign(boundary.state, ErrorBoundary.getDerivedStateFromError(new Error('x')));
  boundary.componentDidCatch(new Error('x'), { componentStack: null });
  expect(boundary.render()).toBe('sorry');
});

anyTest('the types of the frameworks are those that are asked for', () => {
  expectTypeOf<App>().toExtend<VueApplication>();
  expectTypeOf<RealVueRouter>().toExtend<VueRouter>();
  expectTypeOf<DataRouter>().toExtend<ReactRouter>();
  expectTypeOf<RealAngularRouter>().toExtend<AngularRouter>();
  expectTypeOf<AngularErrorHandler>().toExtend<ErrorHandler>();
});

test('React Router: errors and views are told with the pattern of their route', async () => {
  const { page } = await open(
    `
    import { followReactRouter } from '@sonde/browser/router';
    import { createElement as h } from 'react';
    import { createRoot } from 'react-dom/client';
    import { createBrowserRouter, Link, Outlet, RouterProvider } from 'react-router';
    const Order = () => h('button', { onClick() { throw new Error('of an order') } }, 'break');
    const router = createBrowserRouter([{
      path: '/',
      element: h('div', null, h(Link, { to: '/orders/7' }, 'order'), h(Outlet)),
      children: [{ path: 'orders/:id', element: h(Order) }],
    }]);
    followReactRouter(router, beacon);
    createRoot(document.body).render(h(RouterProvider, { router }));`,
    ['/orders/7'],
  );
  await page.getByText('order').click();
  await page.getByText('break').click();
  expect(await told('of an order')).toMatchObject({
    'url.path': '/orders/7',
    'url.template': '/orders/:id',
  });
  expect(await views(2)).toEqual([
    ['/', '/'],
    ['/orders/7', '/orders/:id'],
  ]);
});

test('Vue: what a component throws is told once, and shown in the console as Vue would', async () => {
  const { page, shown } = await open(`
    import { createApp, h } from 'vue';
    import { handleVueErrors } from '@sonde/browser/vue';
    const app = createApp({
      methods: {
        fail() { throw new RangeError('in a handler') },
        async failLater() { throw new Error('in an async handler') },
      },
      render() {
        return [h('button', { onClick: this.fail }, 'one'), h('button', { onClick: this.failLater }, 'two')];
      },
    });
    handleVueErrors(app, beacon);
    app.mount('#app');`);
  await page.getByText('one').click();
  await page.getByText('two').click();
  expect(await told('in a handler')).toMatchObject({
    'exception.type': 'RangeError',
    'exception.stacktrace': expect.stringContaining('/main.js:'),
    'sonde.error.mechanism': 'vue',
    'app.info': expect.stringMatching(/./),
  });
  await told('in an async handler');
  expect(exceptions()).toHaveLength(2);
  expect(shown.join()).toContain('RangeError: in a handler');
});

test('Vue: a handler that was there still runs, and nothing is shown beside it', async () => {
  const { page, shown } = await open(`
    import { createApp, h } from 'vue';
    import { handleVueErrors } from '@sonde/browser/vue';
    const app = createApp({ setup() { throw new Error('in setup') } });
    app.config.errorHandler = (error, instance, info) => { document.title = error.message };
    handleVueErrors(app, beacon);
    app.mount('#app');`);
  await told('in setup');
  expect(await page.title()).toBe('in setup');
  expect(shown.join()).not.toContain('in setup');
});

test('Vue Router: errors and views are told with the pattern of their route', async () => {
  const { page } = await open(
    `
    import { createApp, h } from 'vue';
    import { createRouter, createWebHistory, RouterLink, RouterView } from 'vue-router';
    import { followVueRouter } from '@sonde/browser/router';
    import { handleVueErrors } from '@sonde/browser/vue';
    const Order = { render: () => h('button', { onClick() { throw new Error('of an order') } }, 'break') };
    const router = createRouter({
      history: createWebHistory(),
      routes: [
        { path: '/', component: { render: () => 'home' } },
        { path: '/orders', component: RouterView, children: [{ path: ':id', component: Order }] },
      ],
    });
    const app = createApp({
      render: () => [h(RouterLink, { to: '/orders/7' }, () => 'order'), h(RouterView)],
    });
    handleVueErrors(app, beacon);
    app.use(router);
    router.isReady().then(() => { followVueRouter(router, beacon); app.mount('#app') });`,
    ['/orders/7'],
  );
  await page.getByText('order').click();
  await page.getByText('break').click();
  expect(await told('of an order')).toMatchObject({
    'url.path': '/orders/7',
    'url.template': '/orders/:id',
  });
  expect(await views(2)).toEqual([
    ['/', '/'],
    ['/orders/7', '/orders/:id'],
  ]);
});

test('Angular: an error is told once, by its handler or by the window', async () => {
  const { page, shown } = await open(`
    import '@angular/compiler';
    import { Component, ErrorHandler, provideBrowserGlobalErrorListeners } from '@angular/core';
    import { bootstrapApplication } from '@angular/platform-browser';
    import { createErrorHandler } from '@sonde/browser/angular';
    class App {
      fail() { throw new RangeError('in a component') }
      later() { setTimeout(() => { throw new Error('in a timer') }) }
      reject() { Promise.reject(new Error('in a promise')) }
    }
    const Root = Component({
      selector: '#app',
      template: '<button (click)="fail()">one</button><button (click)="later()">two</button><button (click)="reject()">three</button>',
    })(App) ?? App;
    bootstrapApplication(Root, { providers: [
      provideBrowserGlobalErrorListeners(),
      { provide: ErrorHandler, useValue: createErrorHandler(beacon) },
    ] });`);
  for (const name of ['one', 'two', 'three']) await page.getByText(name).click();
  expect(await told('in a component')).toMatchObject({
    'exception.type': 'RangeError',
    'exception.stacktrace': expect.stringContaining('/main.js:'),
    'sonde.error.mechanism': 'angular',
  });
  await told('in a timer');
  await told('in a promise');
  await page.evaluate('beacon.captureError(new Error("last"))');
  await told('last');
  expect(exceptions().map(({ attributes }) => attributes['exception.message'])).toEqual([
    'in a component',
    'in a timer',
    'in a promise',
    'last',
  ]);
  expect(shown.join()).toContain('in a component');
});

test('Angular Router: errors and views are told with the pattern of their route', async () => {
  const { page } = await open(
    `
    import '@angular/compiler';
    import { Component, ErrorHandler, inject } from '@angular/core';
    import { bootstrapApplication } from '@angular/platform-browser';
    import { provideRouter, Router, RouterLink, RouterOutlet } from '@angular/router';
    import { createErrorHandler } from '@sonde/browser/angular';
    import { followAngularRouter } from '@sonde/browser/router';
    class Order { fail() { throw new Error('of an order') } }
    Component({ template: '<button (click)="fail()">break</button>' })(Order);
    class Orders {}
    Component({ imports: [RouterOutlet], template: '<router-outlet />' })(Orders);
    class Home {}
    Component({ template: 'home' })(Home);
    class App {}
    Component({
      selector: '#app',
      imports: [RouterLink, RouterOutlet],
      template: '<a routerLink="/orders/7">order</a><router-outlet />',
    })(App);
    bootstrapApplication(App, { providers: [
      { provide: ErrorHandler, useValue: createErrorHandler(beacon) },
      provideRouter([
        { path: '', component: Home },
        { path: 'orders', component: Orders, children: [{ path: ':id', component: Order }] },
      ]),
    ] }).then((app) => followAngularRouter(app.injector.get(Router), beacon));`,
    ['/orders/7'],
  );
  await page.getByText('order').click();
  await page.getByText('break').click();
  expect(await told('of an order')).toMatchObject({
    'url.path': '/orders/7',
    'url.template': '/orders/:id',
  });
  expect(await views(2)).toEqual([
    ['/', '/'],
    ['/orders/7', '/orders/:id'],
  ]);
});
