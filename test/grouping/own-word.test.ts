import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type IssuesAnswer, startViewer, type Viewer } from '@sonde/viewer';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

let viewer: Viewer;

beforeAll(async () => {
  viewer = await startViewer({
    otlpHttpPort: 0,
    otlpGrpcPort: 0,
    pagePort: 0,
    dataFolder: ':memory:',
  });
});
afterAll(() => viewer?.close());

test('the application’s own word makes one issue of log lines and captured errors', async () => {
  const program = new URL('own-word.mjs', import.meta.url).pathname;
  await promisify(execFile)(process.execPath, [program], {
    env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: viewer.urls.otlpHttp },
  });
  const issues = await vi.waitFor(
    async () => {
      const answer = await fetch(`${viewer.urls.page}/api/issues`);
      const { issues: found } = (await answer.json()) as IssuesAnswer;
      expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(4);
      return found;
    },
    { timeout: 15_000, interval: 100 },
  );
  expect(issues.map(({ count }) => count).toSorted((a, b) => a - b)).toEqual([1, 3]);
  const together = issues.find(({ count }) => count === 3);
  const answer = await fetch(`${viewer.urls.page}/api/issues/${together?.fingerprint}`);
  expect(((await answer.json()) as { because: string }).because).toContain('warehouse-down');
});
