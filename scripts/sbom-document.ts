import { resolveFrom, type LockedPackage } from './lockfile.ts';

export interface Product {
  readonly name: string;
  readonly version: string;
  readonly lockDigest: string;
}

/**
 * A CycloneDX 1.6 document. It holds no time and no random number: the same lockfile gives the same bytes, so that
 * two builds can be compared.
 */
export const bomOf = (product: Product, packages: readonly LockedPackage[]) => {
  const byPath = new Map(packages.map((one) => [one.path, one]));
  const first = new Map(packages.toReversed().map((one) => [purlOf(one), one]));
  const once = packages.filter((one) => first.get(purlOf(one)) === one);
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(product.lockDigest)}`,
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': `${product.name}@${product.version}`,
        name: product.name,
        version: product.version,
        licenses: [{ license: { id: 'Apache-2.0' } }],
      },
    },
    components: once.map((one) => componentOf(one)),
    dependencies: once.map((one) => ({
      ref: purlOf(one),
      dependsOn: [
        ...new Set(
          Object.keys(one.dependencies).flatMap((name) => {
            const target = resolveFrom(byPath, one.path, name);
            return target === undefined ? [] : [purlOf(target)];
          }),
        ),
      ].sort(),
    })),
  };
};

const purlOf = ({ name, version }: LockedPackage): string =>
  `pkg:npm/${name.replace('@', '%40')}@${encodeURIComponent(version)}`;

const componentOf = (one: LockedPackage) => ({
  type: 'library',
  'bom-ref': purlOf(one),
  name: one.name,
  version: one.version,
  scope: one.dev ? 'excluded' : one.optional ? 'optional' : 'required',
  purl: purlOf(one),
  ...(one.integrity === undefined ? {} : { hashes: [hashOf(one.integrity)] }),
  ...(one.license === undefined ? {} : { licenses: [licenceOf(one.license)] }),
});

/** npm writes digests in base64, CycloneDX in hex. */
const hashOf = (integrity: string) => {
  const [algorithm = '', digest = ''] = integrity.split('-', 2);
  return { alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(digest, 'base64').toString('hex') };
};

const licenceOf = (licence: string) =>
  /[ ()]/.test(licence) ? { expression: licence } : { license: { id: licence } };

/** A version 8 UUID made of the lockfile's digest. */
const uuidOf = (digest: string): string =>
  `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
