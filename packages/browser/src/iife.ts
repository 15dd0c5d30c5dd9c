import type { Beacon } from './create-beacon.js';
import type { BeaconOptions } from './options.js';
import { start } from './start.js';

/**
 * The script tag: `<script src="sonde.iife.js" data-endpoint="/telemetry" data-service="shop"
 * data-release="1.2.3" data-sample-rate="0.1" data-allowed-origins="https://api.example"
 * data-environment="production" data-storage="true" data-consent="false" async></script>`. The beacon is then at `window.sonde`.
 */
const script =
  document.currentScript ?? document.querySelector<HTMLScriptElement>('script[data-endpoint]');
try {
  const { dataset } = script as HTMLScriptElement;
  (window as { sonde?: Beacon }).sonde = start({
    ...(dataset as unknown as BeaconOptions),
    sampleRate: Number(dataset['sampleRate'] ?? 1),
    allowedOrigins: dataset['allowedOrigins']?.split(/[\s,]+/) ?? [],
    storage: dataset['storage'] === 'true',
    consent: dataset['consent'] !== 'false',
  });
} catch {
  // A page without a beacon is still the page.
}
