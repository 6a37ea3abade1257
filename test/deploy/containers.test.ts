import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse, parseAllDocuments } from 'yaml';
import { settings } from '../../platform/config.ts';
import { projectFiles, textOf } from '../setup/sources.ts';
import { verifies } from '../setup/verifies.ts';

/** Compose file and Kubernetes manifests fit the schemas of what reads them, and name settings that exist. */

interface ComposeFile {
  readonly services: Readonly<Record<string, { readonly environment?: Readonly<Record<string, string>> }>>;
}

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: { readonly template?: { readonly spec: { readonly containers: readonly Container[] } } };
}

interface Container {
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly livenessProbe: { readonly httpGet: { readonly path: string } };
  readonly readinessProbe: { readonly httpGet: { readonly path: string } };
  readonly securityContext: Readonly<Record<string, unknown>>;
}

const schemaOf = (name: string) =>
  JSON.parse(textOf(`test/deploy/schemas/${name}`)) as Record<string, object>;
const compose = (text = textOf('deploy/compose.yaml')) => parse(text, { merge: true }) as ComposeFile;
const fitsCompose = new Ajv2020({ strict: false, validateFormats: false }).compile(
  schemaOf('compose-spec.json'),
);

const manifests = projectFiles()
  .filter((path) => path.startsWith('deploy/kubernetes/') && path.endsWith('.yaml'))
  .flatMap((path) => parseAllDocuments(textOf(path)).map((document) => document.toJS() as Manifest));

const kubernetes = schemaOf('kubernetes-1.34.json') as {
  kinds: Record<string, object>;
  definitions: Record<string, object>;
};
const ajv = new Ajv({ strict: false, validateFormats: false });
const kubernetesProblems = (manifest: Manifest): unknown => {
  const schema = kubernetes.kinds[`${manifest.apiVersion} ${manifest.kind}`];
  if (schema === undefined) return 'no schema for this kind';
  const fits = ajv.compile({ ...schema, definitions: kubernetes.definitions });
  return fits(manifest) ? undefined : fits.errors;
};

const isSetting = (name: string): boolean => Object.hasOwn(settings, name);

verifies('foundation.habits.deploy', 'the compose file fits the Compose specification', () => {
  expect([fitsCompose(compose()), fitsCompose.errors]).toEqual([true, null]);
});

verifies('foundation.habits.deploy', 'the Kubernetes manifests fit the strict schemas', () => {
  expect(manifests.length).toBeGreaterThan(5);
  expect(manifests.map((one) => [one.kind, one.metadata.name, kubernetesProblems(one)])).toEqual(
    manifests.map((one) => [one.kind, one.metadata.name, undefined]),
  );
});

test('a misspelt field is seen in both', () => {
  expect(fitsCompose(compose(textOf('deploy/compose.yaml').replace('tmpfs:', 'tmpfz:')))).toBe(false);
  const [deployment] = manifests.filter(({ kind }) => kind === 'Deployment');
  const misspelt = JSON.parse(
    JSON.stringify(deployment).replace('"readinessProbe"', '"readynessProbe"'),
  ) as Manifest;
  expect(kubernetesProblems(misspelt)).toBeDefined();
});

verifies('foundation.habits.deploy', 'every setting that is given is one that the hub knows', () => {
  const { services } = compose();
  const inCompose = ['gateway', 'worker'].flatMap((name) => Object.keys(services[name]?.environment ?? {}));
  const inKubernetes = manifests.flatMap((one) => [
    ...Object.keys(one.data ?? {}),
    ...(one.spec?.template?.spec.containers ?? []).flatMap(({ env }) => env.map(({ name }) => name)),
  ]);
  expect(inCompose.length).toBeGreaterThan(10);
  expect(inKubernetes.length).toBeGreaterThan(5);
  expect([...inCompose, ...inKubernetes].filter((name) => !isSetting(name))).toEqual([]);
});

test('every container is probed, drops all rights and writes nowhere but in its volumes', () => {
  const containers = manifests.flatMap((one) => one.spec?.template?.spec.containers ?? []);
  expect(containers.length).toBe(2);
  for (const { livenessProbe, readinessProbe, securityContext } of containers) {
    expect(livenessProbe.httpGet.path).toBe('/health');
    expect(readinessProbe.httpGet.path).toBe('/ready');
    expect(securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  }
});

test('the image runs as nobody special, and no install script runs while it is made', () => {
  const lines = textOf('deploy/Dockerfile').split('\n');
  expect(lines.filter((line) => line.startsWith('USER'))).toEqual(['USER node']);
  const installs = lines.filter((line) => /npm (?:ci|install)/.test(line));
  expect(installs.length).toBe(2);
  expect(installs.filter((line) => !line.includes('--ignore-scripts'))).toEqual([]);
});
