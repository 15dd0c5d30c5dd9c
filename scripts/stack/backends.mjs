import { fileURLToPath } from 'node:url';

const inRepository = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const module = (name) => inRepository(`scripts/stack/modules/${name}`);

/**
 * The back ends in the order in which they are built, each pinned by a Go module of its own (go.mod
 * and go.sum). The collector's source is generated from its manifest.
 */
export const BACKENDS = [
  {
    name: 'collector',
    version: '0.152.0',
    manifest: inRepository('collector/build/manifest.yaml'),
    builder: 'go.opentelemetry.io/collector/cmd/builder@v0.152.0',
    module: module('collector'),
    binaries: ['sonde-collector'],
  },
  {
    name: 'jaeger',
    version: '2.13.0',
    module: module('jaeger'),
    packages: ['github.com/jaegertracing/jaeger/cmd/jaeger'],
    binaries: ['jaeger'],
  },
  {
    name: 'prometheus',
    version: '3.14.0',
    module: module('prometheus'),
    // Without service discovery in clouds, which the configuration does not use.
    tags: 'remove_all_sd',
    packages: ['prometheus', 'promtool'].map(
      (tool) => `github.com/prometheus/prometheus/cmd/${tool}`,
    ),
    binaries: ['prometheus', 'promtool'],
  },
  {
    name: 'alertmanager',
    version: '0.33.1',
    // Built in a copy of its source, since its page is made with npm and not part of the module.
    copyOf: 'github.com/prometheus/alertmanager@v0.33.1',
    page: 'ui/app/dist/index.html',
    packages: ['./cmd/alertmanager', './cmd/amtool'],
    binaries: ['alertmanager', 'amtool'],
  },
  {
    name: 'victorialogs',
    version: '1.52.1',
    module: module('victorialogs'),
    packages: ['github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs'],
    binaries: ['victoria-logs'],
  },
  {
    // What `docker compose config` runs, for machines without Docker.
    name: 'compose',
    version: '2.16.2',
    module: module('compose'),
    packages: ['.'],
    binaries: ['compose-go'],
  },
  {
    name: 'loki',
    // Under the AGPL, so it is fetched and built only for who asks for it: `npm run stack -- --loki`.
    onRequest: true,
    version: '3.7.6',
    module: module('loki'),
    packages: ['github.com/grafana/loki/v3/cmd/loki'],
    binaries: ['loki'],
  },
];
