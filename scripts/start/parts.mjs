/** What runs, in the order in which it starts. */
export function listParts(ports, env) {
  const endpoint = `http://127.0.0.1:${ports['OTLP over HTTP']}`;
  const shopEnv = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...env };
  const flags = {
    '--data': env.SONDE_VIEWER_DATA ?? 'examples/shop/.sonde/viewer',
    '--otlp-port': String(ports['OTLP over HTTP']),
    '--grpc-port': String(ports['OTLP over gRPC']),
    '--page-port': String(ports.viewer),
  };
  return {
    viewer: {
      title: 'The viewer',
      args: ['packages/cli/dist/sonde.js', 'up', ...Object.entries(flags).flat()],
      env,
      health: `http://127.0.0.1:${ports.viewer}/`,
    },
    shop: {
      title: 'The shop',
      args: ['examples/shop/run.mjs'],
      env: shopEnv,
      health: `http://127.0.0.1:${ports.gateway}/health`,
    },
    visitor: { title: 'The visitor', args: ['examples/shop/visitor.mjs'], env: shopEnv },
  };
}
