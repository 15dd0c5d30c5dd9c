import { describe, expect, it } from 'vitest';
import { hasTool, runTool } from './stack-tools.ts';

interface Project {
  services: Record<string, { image: string; ports?: { host_ip?: string }[]; mem_limit?: string }>;
}

describe.skipIf(!hasTool('compose-go'))(
  'docker-compose.yml (with compose-go, if npm run stack has built it)',
  () => {
    it('refuses to start without a password', async () => {
      const { code, output } = await runTool('compose-go', ['docker-compose.yml'], {
        SONDE_GRAFANA_PASSWORD: '',
      });
      expect(code).toBe(1);
      expect(output).toContain('npm run stack:init');
    });

    it('meets the specification, publishes on loopback only and bounds every memory', async () => {
      const { code, output } = await runTool('compose-go', ['docker-compose.yml'], {
        SONDE_GRAFANA_PASSWORD: 'a password',
      });
      expect(code, output).toBe(0);
      const { services } = JSON.parse(output) as Project;
      const published = Object.values(services).flatMap(({ ports }) => ports ?? []);
      expect(published.length).toBeGreaterThan(8);
      expect(published.filter(({ host_ip }) => host_ip !== '127.0.0.1')).toEqual([]);
      const images = Object.values(services).map(({ image }) => image);
      expect(images.filter((image) => !/:v?\d/.test(image) && !image.startsWith('node:'))).toEqual(
        [],
      );
      const helpers = new Set(['volumes', 'visitor']);
      const unbounded = Object.entries(services).filter(
        ([name, { mem_limit }]) => !helpers.has(name) && !mem_limit,
      );
      expect(unbounded).toEqual([]);
    });
  },
);
