const Sentry = require('@sentry/node');

// All signals, as ours has them; where to is in SENTRY_DSN.
Sentry.init({
  tracesSampleRate: 1,
  enableLogs: true,
  integrations: [Sentry.pinoIntegration()],
});
