import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Finding } from './finding.js';

/** Modules that have an instrumentation, and the oldest version that it knows. */
const INSTRUMENTED: Readonly<Record<string, number>> = {
  express: 4,
  fastify: 4,
  koa: 2,
  '@hapi/hapi': 17,
  '@nestjs/core': 4,
  pg: 8,
  mysql2: 1,
  mongodb: 3,
  mongoose: 5,
  ioredis: 2,
  redis: 2,
  kafkajs: 1,
  amqplib: 0,
  graphql: 14,
  undici: 5,
  knex: 0,
  pino: 5,
  winston: 1,
  bunyan: 1,
  'socket.io': 3,
  '@grpc/grpc-js': 1,
};

/** Which of the application's packages would be instrumented. */
export function checkApplication(folder: string): Finding[] {
  const own = readJson(join(folder, 'package.json'));
  if (own === undefined) return [{ is: 'note', text: `there is no package.json in ${folder}` }];
  const require = createRequire(join(folder, 'package.json'));
  const findings: Finding[] = [];
  const wanted = { ...object(own['dependencies']), ...object(own['devDependencies']) };
  if (versionOf(require, folder, '@sonde/node') === undefined) {
    findings.push({
      is: 'warn',
      text: '@sonde/node is not installed here',
      advice: 'npm install @sonde/node, then start with node --import @sonde/node/register',
    });
  }
  for (const name of Object.keys(wanted).toSorted()) {
    const oldest = Object.hasOwn(INSTRUMENTED, name) ? INSTRUMENTED[name] : undefined;
    if (oldest === undefined) continue;
    const version = versionOf(require, folder, name);
    if (version === undefined) {
      findings.push({ is: 'warn', text: `${name} is wanted, but not installed` });
    } else if (Number.parseInt(version, 10) < oldest) {
      findings.push({
        is: 'warn',
        text: `${name} ${version} is too old to be instrumented`,
        advice: `Version ${oldest} or newer is.`,
      });
    } else findings.push({ is: 'good', text: `${name} ${version} will be instrumented` });
  }
  const scripts = JSON.stringify(own['scripts'] ?? {});
  if (!scripts.includes('@sonde/node/register')) {
    findings.push({
      is: 'note',
      text: 'no script of package.json starts with --import @sonde/node/register',
    });
  }
  return findings;
}

function versionOf(require: NodeJS.Require, folder: string, name: string): string | undefined {
  const beside = readJson(join(folder, 'node_modules', name, 'package.json'));
  if (typeof beside?.['version'] === 'string') return beside['version'];
  for (const place of require.resolve.paths(name) ?? []) {
    const version = readJson(join(place, name, 'package.json'))?.['version'];
    if (typeof version === 'string') return version;
  }
  return undefined;
}

function readJson(path: string): Record<string, unknown> | undefined {
  try {
    return object(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
