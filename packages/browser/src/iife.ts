import type { Beacon } from './create-beacon.js';
import { start } from './start.js';

/**
 * The script tag: `<script src="sonde.iife.js" data-endpoint="/telemetry" data-service="shop"
 * data-release="1.2.3" data-sample-rate="0.1" data-allowed-origins="https://api.example"
 * data-environment="production" data-storage="true" data-consent="false" async></script>`. The beacon is then at `window.sonde`.
 */
const script =
  document.currentScript ?? document.querySelector<HTMLScriptElement>('script[data-endpoint]');
try {
  const { endpoint, service, release, environment, sampleRate, allowedOrigins, storage, consent } =
    (script as HTMLScriptElement).dataset;
  (window as { sonde?: Beacon }).sonde = start({
    endpoint: endpoint ?? '',
    service: service ?? '',
    ...(release && { release }),
    ...(environment && { environment }),
    ...(sampleRate && { sampleRate: Number(sampleRate) }),
    storage: storage === 'true',
    consent: consent !== 'false',
    ...(allowedOrigins && { allowedOrigins: allowedOrigins.split(/[\s,]+/) }),
  });
} catch {
  // A page without a beacon is still the page.
}
