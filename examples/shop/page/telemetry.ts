import { start } from '@sonde/browser';

start({
  endpoint: '/telemetry',
  service: 'shop-page',
  release: __RELEASE__,
});
