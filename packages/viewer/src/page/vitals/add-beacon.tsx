import type { JSX } from 'preact';

/** The lines that bring the first web page in. */
export function AddBeacon(): JSX.Element {
  return (
    <div class="notice welcome">
      <h2>No web page reports in this time</h2>
      <p>Let the server take what pages send:</p>
      <pre>
        <code>{`import { createIntake } from '@sonde/intake';
app.use('/telemetry', createIntake({ allowedOrigins: ['https://shop.example'] }));`}</code>
      </pre>
      <p>and start the beacon in the page:</p>
      <pre>
        <code>{`import { start } from '@sonde/browser';
start({ endpoint: '/telemetry', service: 'my-page' });`}</code>
      </pre>
      <p class="muted">
        Errors, web vitals, page views and slow calls of visitors come here, each call with the
        trace of its server side.
      </p>
    </div>
  );
}
