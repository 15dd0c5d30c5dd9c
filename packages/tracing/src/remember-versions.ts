import { loadPackage } from './open-telemetry.js';

interface Base {
  prototype: { _extractPackageVersion: (this: unknown, folder: string) => string | undefined };
}

const versions = new Map<string, string | undefined>();
let done = false;

/** OpenTelemetry's base class reads a package's manifest again for each of the package's files. */
export function rememberVersions(): void {
  if (done) return;
  done = true;
  const base = loadPackage('@opentelemetry/instrumentation')['InstrumentationBase'] as Base;
  const { prototype } = base;
  const read = prototype._extractPackageVersion;
  prototype._extractPackageVersion = function remembered(folder) {
    if (!versions.has(folder)) versions.set(folder, read.call(this, folder));
    return versions.get(folder);
  };
}
