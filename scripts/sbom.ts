import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bomOf } from './sbom-document.ts';
import { readLockfile } from './lockfile.ts';

/** `npm run sbom`: writes sbom.json, the bill of materials of this version, from the lockfile alone. */
const root = join(import.meta.dirname, '..');
const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  name: string;
  version: string;
};
const lock = readFileSync(join(root, 'package-lock.json'));
const bom = bomOf(
  { name, version, lockDigest: createHash('sha256').update(lock).digest('hex') },
  readLockfile(root),
);
writeFileSync(join(root, 'sbom.json'), `${JSON.stringify(bom, null, 2)}\n`);
console.log(`sbom.json: CycloneDX 1.6, ${bom.components.length} components`);
