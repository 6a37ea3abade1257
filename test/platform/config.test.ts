import { expect, test } from '@jest/globals';
import { HubError } from '../../core/errors.ts';
import { configTable, loadConfig, settings } from '../../platform/config.ts';
import { verifies } from '../setup/verifies.ts';

const refusal = (env: Record<string, string>): HubError => {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof HubError) return error;
  }
  throw new Error('the settings were accepted');
};

test('an empty environment is a working configuration', () => {
  expect(loadConfig({})).toMatchObject({
    HUB_HOST: '127.0.0.1',
    HUB_PORT: 3000,
    HUB_ROLES: ['gateway', 'worker'],
  });
});

verifies(
  'foundation.start.bad-settings',
  'every problem is told at once, with its name and a correct example',
  () => {
    const error = refusal({
      HUB_PORT: 'x',
      HUB_ROLES: 'gateway,boss',
      DATABASE_URL: 'mysql://x',
      OIDC_ISSUER: 'https://id.example.com',
    });
    expect(error.problems.map((problem) => problem.path)).toEqual([
      'HUB_PORT',
      'HUB_ROLES',
      'DATABASE_URL',
      'OIDC_CLIENT_ID',
      'OIDC_CLIENT_SECRET',
    ]);
    for (const { path, message } of error.problems) expect(message).toContain(`Example: ${path}=`);
  },
);

test('a misspelt setting is refused, with the one that was meant', () => {
  expect(refusal({ HUB_RATELIMIT: '5' }).message).toContain('Did you mean HUB_RATE_LIMIT?');
  expect(refusal({ HUB_DAT: './x' }).message).toContain('Did you mean HUB_DATA?');
});

test('each example is accepted by its own rule', () => {
  for (const [name, { schema, example }] of Object.entries(settings)) {
    if (name !== 'HUB_MASTER_KEY') expect([name, schema.safeParse(example).success]).toEqual([name, true]);
  }
});

verifies('foundation.config.table', 'the table never shows a secret', () => {
  const table = configTable(
    loadConfig({ DATABASE_URL: 'postgres://hub:canary@db/hub', HUB_METRICS_KEY: 'canary-canary-canary' }),
  );
  expect(JSON.stringify(table)).not.toContain('canary');
  expect(table.find((row) => row.setting === 'DATABASE_URL')).toMatchObject({
    value: '(set)',
    from: 'environment',
  });
});

test('an empty value is the same as none', () => {
  expect(loadConfig({ HUB_PORT: '', DATABASE_URL: '' })).toMatchObject({ HUB_PORT: 3000 });
});

test('a hub that others can reach refuses to kill itself', () => {
  const HUB_FAILPOINTS = 'before_park=0.5,after_accept=1';
  const alone = loadConfig({ HUB_FAILPOINTS });
  expect([...alone.HUB_FAILPOINTS]).toEqual([
    ['before_park', 0.5],
    ['after_accept', 1],
  ]);
  expect(loadConfig({}).HUB_FAILPOINTS.size).toBe(0);
  for (const open of [{ HUB_HOST: '0.0.0.0' }, { HUB_PUBLIC_URL: 'https://hub.example.com' }]) {
    expect(refusal({ HUB_FAILPOINTS, ...open }).problems.map(({ path }) => path)).toEqual(['HUB_FAILPOINTS']);
  }
  for (const wrong of ['before_lunch=0.5', 'before_park', 'before_park=2'])
    expect(refusal({ HUB_FAILPOINTS: wrong }).message).toContain('before_park');
});
