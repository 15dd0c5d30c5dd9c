import { SHOP_PORTS } from '../../examples/shop/run/ports.mjs';

/** Everything that listens: the variable that moves it, and the default. */
export const PORTS = {
  'OTLP over HTTP': ['SONDE_OTLP_HTTP_PORT', 4318],
  'OTLP over gRPC': ['SONDE_OTLP_GRPC_PORT', 4317],
  viewer: ['SONDE_VIEWER_PORT', 4319],
  ...SHOP_PORTS,
};
