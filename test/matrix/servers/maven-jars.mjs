import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether there is a Java and a Maven. */
export function hasMaven() {
  return ['java', 'mvn'].every((tool) => spawnSync(tool, ['-version']).status === 0);
}

/**
 * Takes a Java server and what it needs from Maven, once.
 *
 * @param coordinates `group:artifact:version`
 * @returns the folder of its files.
 */
export function mavenJars(cache, coordinates) {
  const [group, artifact, version] = coordinates.split(':');
  const folder = join(cache, `${artifact}-${version}`);
  const jars = join(folder, 'jars');
  if (existsSync(join(jars, `${artifact}-${version}.jar`))) return jars;
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'pom.xml'),
    `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>sonde</groupId><artifactId>matrix</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>
  </dependencies>
</project>
`,
  );
  const taken = spawnSync(
    'mvn',
    ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`],
    { cwd: folder, encoding: 'utf8' },
  );
  if (taken.status !== 0 || readdirSync(jars).length === 0) {
    throw new Error(`Maven did not give ${coordinates}: ${taken.stdout.split('\n')[0]}`);
  }
  return jars;
}
