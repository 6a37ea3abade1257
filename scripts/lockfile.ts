import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One package as the lockfile has it. */
export interface LockedPackage {
  /** Where it is installed: `node_modules/a/node_modules/b`. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly integrity: string | undefined;
  readonly license: string | undefined;
  readonly resolved: string | undefined;
  readonly hasInstallScript: boolean;
  readonly dev: boolean;
  readonly optional: boolean;
  readonly dependencies: Readonly<Record<string, string>>;
}

interface Entry {
  readonly name?: string;
  readonly version?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

const between = 'node_modules/';

export const readLockfile = (root: string): LockedPackage[] => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Entry>;
  };
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => ({
      path,
      name: entry.name ?? path.slice(path.lastIndexOf(between) + between.length),
      version: entry.version ?? '',
      integrity: entry.integrity,
      license: entry.license,
      resolved: entry.resolved,
      hasInstallScript: entry.hasInstallScript ?? false,
      dev: (entry.dev ?? false) || (entry.devOptional ?? false),
      optional: (entry.optional ?? false) || (entry.devOptional ?? false),
      dependencies: { ...entry.dependencies, ...entry.optionalDependencies },
    }));
};

/** Which installed copy a package means by a name: the nearest one, as Node finds it. */
export const resolveFrom = (
  packages: ReadonlyMap<string, LockedPackage>,
  from: string,
  name: string,
): LockedPackage | undefined => {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf(`/${between}`)))) {
    const found = packages.get(`${at === '' ? '' : `${at}/`}${between}${name}`);
    if (found !== undefined || at === '') return found;
    if (!at.includes(`/${between}`)) return packages.get(`${between}${name}`);
  }
};
