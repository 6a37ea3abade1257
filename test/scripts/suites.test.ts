import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { isUnit, readHead } from '../../scripts/suites.ts';
import { temporaryFolder } from '../components/program.ts';
import { root } from '../setup/sources.ts';
import { verifies } from '../setup/verifies.ts';

/** `npm test`, on a machine that has none of the components and where nothing can be installed. */
const runWithout = async (env: Readonly<Record<string, string>>) => {
  const cache = await temporaryFolder('cache');
  try {
    const done = spawnSync(process.execPath, ['scripts/test.ts', 'components/components'], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: dirname(process.execPath), APP_CONNECT_CACHE: join(cache.path, 'none'), ...env },
    });
    return { code: done.status, lines: done.stdout.trimEnd().split('\n') };
  } finally {
    await cache.remove();
  }
};

verifies('foundation.test.left-out', 'a suite without its component is named, with the command', async () => {
  const { code, lines } = await runWithout({});
  expect(lines).toContain('left out: test/components/components.test.ts');
  expect(lines).toContain('  bring it in: apt-get install -y --no-install-recommends redis-server');
  expect(lines.at(-1)).toBe('0 passed, 0 failed, 1 skipped');
  expect(code).toBe(1);
});

verifies('foundation.test.left-out', 'with CI=true a suite that is left out has failed', async () => {
  const { code, lines } = await runWithout({ CI: 'true' });
  expect(lines.at(-1)).toBe('0 passed, 1 failed');
  expect(code).toBe(1);
});

test('a suite says in its first lines what it needs', () => {
  expect(readHead('a.test.ts', '// needs: redis, kafka\nimport …')).toEqual({
    needs: ['redis', 'kafka'],
    slow: false,
  });
  expect(readHead('a.test.ts', 'import …')).toEqual({ needs: [], slow: false });
  expect(() => readHead('a.test.ts', '// needs: reddis\n')).toThrow(
    /a\.test\.ts needs an unknown component "reddis"/,
  );
});

test('the fast part needs nothing and is not slow', () => {
  const suite = (text: string) => ({ path: 'a.test.ts', ...readHead('a.test.ts', text) });
  expect(isUnit(suite('import …'))).toBe(true);
  expect(isUnit(suite('// needs: s3\n'))).toBe(false);
  expect(isUnit(suite('// slow: fifty kills\n'))).toBe(false);
});
