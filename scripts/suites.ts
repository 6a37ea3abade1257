import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  components,
  isComponentName,
  type Component,
  type ComponentName,
} from '../test/components/installed.ts';

/** The test files, and what each says it needs in its first lines: `// needs: redis, kafka` or `// slow: why`. */

export interface Suite {
  readonly path: string;
  readonly needs: readonly ComponentName[];
  readonly slow: boolean;
}

export interface LeftOut {
  readonly path: string;
  readonly missing: ComponentName;
  readonly reason: string;
}

const headLines = 10;

export const readSuites = (root: string): Suite[] =>
  globSync('test/**/*.test.ts', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => ({ path, ...readHead(path, readFileSync(join(root, path), 'utf8')) }));

export const readHead = (path: string, text: string): Omit<Suite, 'path'> => {
  const head = text.split('\n').slice(0, headLines).join('\n');
  const names = /^\/\/ needs: (.+)$/m.exec(head)?.[1]?.split(/,\s*/) ?? [];
  const needs = names.map((name) => {
    if (isComponentName(name)) return name;
    throw new Error(
      `${path} needs an unknown component "${name}". Known are ${Object.keys(components).join(', ')}: see test/components/installed.ts.`,
    );
  });
  return { needs, slow: /^\/\/ slow: ./m.test(head) };
};

/** The fast part: nothing from outside the packages, nothing that takes its time. */
export const isUnit = (suite: Suite): boolean => suite.needs.length === 0 && !suite.slow;

/** Installs what the suites need where it may, and says which suites have to go without. */
export const bringIn = async (suites: readonly Suite[], say: (line: string) => void): Promise<LeftOut[]> => {
  const missing = new Map<ComponentName, string>();
  for (const name of new Set(suites.flatMap((suite) => suite.needs))) {
    const component: Component = components[name];
    if (component.find() !== undefined) continue;
    say(`Installing ${component.what} …`);
    try {
      await component.install();
    } catch (error) {
      missing.set(name, error instanceof Error ? error.message : String(error));
    }
  }
  return suites.flatMap(({ path, needs }) =>
    needs.flatMap((name) => {
      const reason = missing.get(name);
      return reason === undefined ? [] : [{ path, missing: name, reason }];
    }),
  );
};
