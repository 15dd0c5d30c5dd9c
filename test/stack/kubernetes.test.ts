import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { root } from './stack-tools.ts';

interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec?: { template?: { spec: PodSpec } };
}
interface PodSpec {
  containers: { name: string; image: string; args: string[]; env: { name: string }[] }[];
  volumes: { name: string; configMap?: { name: string } }[];
}

const collector = join(root, 'collector');
const folder = join(collector, 'kubernetes');
const manifests = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) => readManifests(readFileSync(join(folder, name), 'utf8')));

describe('The manifests for Kubernetes', () => {
  let home: string;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'sonde-kubernetes-'));
    symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'));
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it.each(manifests)('$kind $metadata.name meets its schema', async (manifest) => {
    await expect(validate(manifest)).resolves.toBeUndefined();
  });

  it('have no field that the schema does not know', async () => {
    expect(await unknownFields(home, manifests)).toBe('');
    const typo = structuredClone(manifests.find(({ kind }) => kind === 'StatefulSet')) as Manifest;
    Object.assign(typo.spec?.template?.spec ?? {}, { terminationGraceSeconds: 5 });
    expect(await unknownFields(home, [typo])).toContain('terminationGraceSeconds');
  });

  it('mount what kustomize makes of the collector’s own files, and start with it', () => {
    const kustomization = parse(readFileSync(join(collector, 'kustomization.yaml'), 'utf8')) as {
      resources: string[];
      configMapGenerator: { name: string; files: string[] }[];
    };
    const { resources, configMapGenerator } = kustomization;
    const files = [...resources, ...configMapGenerator.flatMap((map) => map.files)];
    expect(files.filter((file) => !existsSync(join(collector, file)))).toEqual([]);
    const made = new Map(configMapGenerator.map(({ name, files: own }) => [name, own]));
    for (const { containers, volumes } of podSpecs()) {
      const mounted = volumes.flatMap(({ configMap }) => made.get(configMap?.name ?? '') ?? []);
      const started = containers.flatMap(({ args }) => args);
      expect(started).toEqual(mounted.map((file) => `--config=/etc/collector/${file}`));
    }
  });

  it('run the collector that compose runs, and set no variable that it does not read', () => {
    const compose = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
    const read = ['config.yaml', 'agent.yaml']
      .map((file) => readFileSync(join(collector, file), 'utf8'))
      .join('\n');
    for (const { containers } of podSpecs()) {
      for (const { image, env } of containers) {
        expect(compose).toContain(`image: ${image}\n`);
        const own = env.map(({ name }) => name).filter((name) => name.startsWith('SONDE_'));
        expect(own.filter((name) => !read.includes(`{env:${name}`))).toEqual([]);
      }
    }
  });
});

const podSpecs = (): PodSpec[] =>
  manifests.flatMap(({ spec }) => (spec?.template ? [spec.template.spec] : []));

function readManifests(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

/** Where the package has the type of a manifest. */
const typeOf = ({ apiVersion, kind }: Manifest): string => {
  const [group, version] = apiVersion.includes('/')
    ? apiVersion.split('/')
    : [undefined, apiVersion];
  return ['kubernetes-models', group, version, kind].filter(Boolean).join('/');
};

async function validate(manifest: Manifest): Promise<void> {
  const module = (await import(typeOf(manifest))) as Record<
    string,
    new (
      data: Manifest,
    ) => { validate(): void }
  >;
  const Model = module[manifest.kind];
  if (!Model) throw new Error(`nobody knows ${manifest.kind}`);
  new Model(manifest).validate();
}

/** What the compiler says of the manifests as literals of their types: those know every field. */
async function unknownFields(home: string, list: Manifest[]): Promise<string> {
  const file = join(home, 'manifests.ts');
  const lines = list.map(
    (manifest, i) =>
      `import type { I${manifest.kind} as T${i} } from '${typeOf(manifest)}';\nexport const m${i}: T${i} = ${JSON.stringify(manifest)};`,
  );
  writeFileSync(file, lines.join('\n'));
  const args = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--module',
    'nodenext',
    file,
  ];
  return new Promise((resolve) => {
    execFile(join(root, 'node_modules/.bin/tsc'), args, { cwd: home }, (_, stdout, stderr) =>
      resolve(`${stdout}${stderr}`),
    );
  });
}
