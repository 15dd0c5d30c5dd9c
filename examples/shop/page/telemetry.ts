import { type Beacon, start } from '@sonde/browser';

export const beacon: Beacon = start({
  endpoint: '/telemetry',
  service: 'shop-page',
  release: __RELEASE__,
});
