import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { type Resource, toKeyValues } from '@sonde/otlp';

/** The version of the packages of Sonde, which go together. */
const VERSION = '0.1.0';

type Env = Readonly<Record<string, string | undefined>>;

/** `a=b,c=d` with percent-encoded values, as the specification has it; a bad pair is left out. */
function attributesOf(value: string | undefined): Record<string, string> {
  const result: Record<string, string> = {};
  for (const pair of value?.split(',') ?? []) {
    const at = pair.indexOf('=');
    const key = pair.slice(0, Math.max(at, 0)).trim();
    if (key === '' || key === '__proto__') continue;
    const content = pair.slice(at + 1).trim();
    try {
      result[key] = decodeURIComponent(content);
    } catch {
      result[key] = content;
    }
  }
  return result;
}

/** Name and version of the nearest package.json at or above the folder. */
function nearestPackage(folder: string): { name?: string; version?: string } {
  let at = folder;
  for (let i = 0; i < 32; i++) {
    try {
      const parsed = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8')) as unknown;
      const { name, version } = parsed as Record<string, unknown>;
      if (typeof name === 'string' && name !== '') {
        return { name, ...(typeof version === 'string' ? { version } : {}) };
      }
    } catch {
      // None here, or none that can be read: the next one up.
    }
    const up = dirname(at);
    if (up === at) break;
    at = up;
  }
  return {};
}

/**
 * The resource of this process: `OTEL_RESOURCE_ATTRIBUTES`, over it `OTEL_SERVICE_NAME`; name and
 * version from the nearest package.json where neither says them, `unknown_service:node` where
 * nobody does. `service.instance.id` is new at every call.
 */
export function detectResource(env: Env, cwd: string): Resource {
  const given = attributesOf(env['OTEL_RESOURCE_ATTRIBUTES']);
  const name = env['OTEL_SERVICE_NAME']?.trim() || given['service.name'];
  const found = name && given['service.version'] ? {} : nearestPackage(cwd);
  const version =
    given['service.version'] ?? (name && name !== found.name ? undefined : found.version);
  return {
    attributes: toKeyValues({
      'service.instance.id': randomUUID(),
      'host.name': hostname(),
      'process.pid': process.pid,
      'process.runtime.name': 'nodejs',
      'process.runtime.version': process.versions.node,
      'telemetry.sdk.language': 'nodejs',
      'telemetry.distro.name': 'sonde',
      'telemetry.distro.version': VERSION,
      ...given,
      'service.name': name ?? found.name ?? 'unknown_service:node',
      ...(version ? { 'service.version': version } : {}),
    }),
  };
}
