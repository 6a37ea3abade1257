import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { conditionsWith } from '../../gateway/traffic/condition-list.ts';
import { checkPipeline } from '../../gateway/traffic/document/check-pipeline.ts';
import { describeLanguage } from '../../gateway/traffic/document/describe-language.ts';
import { languageOf } from '../../gateway/traffic/document/language.ts';
import { secretSpots } from '../../gateway/traffic/document/secrets.ts';
import { policies } from '../../gateway/traffic/policy-list.ts';
import { folderOf, loadedFrom } from '../setup/gateway-plugins.ts';
import { root } from '../setup/sources.ts';
import { policyTrial } from '../setup/traffic-policies.ts';
import { verifies } from '../setup/verifies.ts';

const folders: { remove(): Promise<void> }[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await folder.remove();
});
const load = async (files: Readonly<Record<string, string>>, variables = {}) => {
  const folder = await folderOf(files);
  folders.push(folder);
  return loadedFrom(folder.path, variables);
};

const policyText = (name: string): string =>
  `init: (context) => context.registerPolicy({ name: '${name}', policy: () => (req, res, next) => next() })`;

test('without a file of settings all that stands in the folder is loaded, in every form', async () => {
  const plugins = await load({
    'one.cjs': `module.exports = { version: '1.2.0', ${policyText('of-one')} };`,
    'two.mjs': `export default { ${policyText('of-two')} };`,
    'three.mts': `export const init = (context: { registerPolicy(policy: object): void }): void => context.registerPolicy({ name: 'of-three', policy: () => () => undefined });`,
    'express-gateway-plugin-four/package.json':
      '{"name": "express-gateway-plugin-four", "main": "manifest.js"}',
    'express-gateway-plugin-four/manifest.js': `module.exports = { ${policyText('of-four')} };`,
    'node_modules/express-gateway-plugin-five/package.json': '{"main": "lib.js"}',
    'node_modules/express-gateway-plugin-five/lib.js': `module.exports = { ${policyText('of-five')} };`,
    'node_modules/other/index.js': 'throw new Error("nobody asked for it")',
    'README.md': 'no plug-in',
  });
  expect(plugins.problems).toEqual([]);
  expect(plugins.policies.map(({ name }) => name).sort()).toEqual([
    ...['of-five', 'of-four', 'of-one', 'of-three', 'of-two'],
  ]);
});

verifies(
  'gateway.traffic.plugins.loaded',
  'settings are checked and filled, and reach the plug-in with variables of the environment',
  async () => {
    const plugin = `module.exports = {
      schema: { $id: 'http://x/kit.json', type: 'object', required: ['key'], properties: { key: { type: 'string' }, size: { type: 'integer', default: 7 } } },
      init: ({ settings, logger }) => logger.info('%s has %d', settings.key, settings.size),
    };`;
    const plugins = await load(
      {
        'system.config.yml':
          'db: {}\nplugins:\n  kit: { package: ./kit.cjs, key: "${KIT_KEY}" }\n  bad:\n    package: kit.cjs\n',
        'kit.cjs': plugin,
      },
      { KIT_KEY: 'of-the-kit' },
    );
    expect(plugins.logged()).toContain('of-the-kit has 7');
    expect(plugins.problems).toMatchObject([
      { plugin: 'bad', reason: expect.stringMatching(/settings.*key/) },
    ]);
    const unset = await load({ 'plugins.yml': 'plugins:\n  kit: { key: "${NOBODY}" }\n', 'kit.cjs': plugin });
    expect(unset.problems).toMatchObject([{ reason: expect.stringContaining('NOBODY') }]);
    const unread = await load({ 'plugins.yml': 'plugins:\n  kit: [\n', 'kit.cjs': plugin });
    expect(unread.problems).toMatchObject([{ reason: expect.stringMatching(/plugins\.yml:\d+/) }]);
  },
);

verifies('gateway.traffic.plugins.loaded', 'what cannot be loaded is named with the reason', async () => {
  const folder = await folderOf({
    'plugins.yml': [
      'plugins:',
      ...['throws', 'empty', 'missing', 'late', 'taken'].map((name) => `  ${name}: {}`),
      '  outside: { package: ../../etc/hosts }',
      `  absolute: { package: ${join(root, 'test', 'peers', 'express-gateway', 'plugins', 'kit.cjs')} }`,
      '  linked: { package: ./linked.cjs }',
    ].join('\n'),
    'throws.cjs': `module.exports = { policies: ['of-throws'], init: () => { throw new Error('no licence'); } };`,
    'late.cjs': `module.exports = { init: async (context) => { context.registerPolicy({ name: 'half', policy: () => () => 0 }); throw new Error('too late'); } };`,
    'empty.cjs': 'module.exports = {};',
    'taken.cjs': `module.exports = { init: (context) => {
      for (const name of ['key-auth', 'of-taken', 'of-taken']) context.registerPolicy({ name, policy: () => () => 0 });
      context.registerCondition({ name: 'allOf', handler: () => () => true });
      context.registerCLIExtension({});
    } };`,
  });
  folders.push(folder);
  await symlink(
    join(root, 'test', 'peers', 'express-gateway', 'plugins', 'kit.cjs'),
    join(folder.path, 'linked.cjs'),
  );
  const plugins = await loadedFrom(folder.path);
  expect(Object.fromEntries(plugins.problems.map(({ plugin, reason }) => [plugin, reason]))).toEqual({
    throws: 'no licence',
    empty: expect.stringContaining('exports no plug-in'),
    missing: expect.stringContaining('no plug-in at'),
    late: 'too late',
    outside: expect.stringMatching(/outside|no plug-in at/),
    absolute: expect.stringContaining('outside of the folder'),
    linked: expect.stringContaining('outside of the folder'),
    taken: expect.stringContaining('"allOf" is left out'),
  });
  expect(plugins.policies.map(({ name }) => name)).toEqual(['of-taken']);
  expect(plugins.conditions).toEqual([]);
  expect(plugins.problems.filter(({ plugin }) => plugin === 'taken')).toHaveLength(3);
  expect(plugins.logged()).toContain('command line of express-gateway');
});

test('a folder that is not there stops the start', async () => {
  await expect(loadedFrom('/nowhere/at/all')).rejects.toMatchObject({
    code: 'start_failed',
    message: expect.stringContaining('HUB_TRAFFIC_PLUGINS'),
  });
});

const languageWith = (plugins: Awaited<ReturnType<typeof load>>) =>
  languageOf({
    policies: [...policies, ...plugins.policies],
    conditions: conditionsWith(plugins.conditions),
    deps: policyTrial().language.deps,
    absent: plugins.absent,
  });
const place = { spaceId: 'spc_00000000000000000000000001', pipeline: 'trial', hasService: () => true };
const check = (language: ReturnType<typeof languageWith>, steps: readonly object[]) =>
  checkPipeline({ apiEndpoints: { all: {} }, policies: steps }, place, language).problems;

verifies(
  'gateway.traffic.plugins.checked',
  'a document is checked by the schema of a plug-in, with the place of each problem',
  async () => {
    const plugins = await loadedFrom(join(root, 'test', 'peers', 'express-gateway', 'plugins'));
    const language = languageWith(plugins);
    expect(check(language, [{ 'kit-header': { action: { name: 'x-a' } } }])).toEqual([]);
    expect(
      check(language, [
        { 'kit-header': [{ action: { value: 5 } }] },
        {
          'kit-answer': {
            condition: { name: 'not', condition: { name: 'kit-url-match', expected: 1 } },
            action: { status: 'ok' },
          },
        },
        { 'kit-headr': null },
      ]).map(({ path, message }) => `${path} ${message}`),
    ).toEqual([
      '/policies/0/kit-header/0/action/value must be string, not 5',
      '/policies/0/kit-header/0/action/name is required',
      expect.stringMatching(/^\/policies\/1\/kit-answer\/action\/status must be/),
      expect.stringMatching(/^\/policies\/1\/kit-answer\/condition\/condition\/expected must be/),
      expect.stringContaining('There is no policy "kit-headr": did you mean "kit-header"?'),
    ]);
  },
);

verifies(
  'gateway.traffic.plugins.checked',
  'forms and secrets come from the schema of a plug-in',
  async () => {
    const plugins = await loadedFrom(join(root, 'test', 'peers', 'express-gateway', 'plugins'));
    const language = languageWith(plugins);
    const { policies: shown, conditions } = describeLanguage(language);
    expect(shown.find(({ name }) => name === 'kit-header')).toMatchObject({
      group: 'plugins',
      action: {
        type: 'object',
        required: ['name'],
        properties: { name: { title: 'Name of the header' }, key: { secret: true } },
      },
    });
    expect(conditions.find(({ name }) => name === 'kit-url-match')).toMatchObject({
      parameters: { properties: { expected: { type: 'string' } }, required: ['expected'] },
    });
    const action = language.policies.get('kit-header')?.action;
    expect(action && secretSpots({ name: 'x', key: 'a secret' }, [{ at: '', schema: action }])).toEqual([
      { at: '/key', value: 'a secret' },
    ]);
  },
);

verifies(
  'gateway.traffic.plugins.loaded',
  'a document that asks for what a missing plug-in brings says so',
  async () => {
    const plugins = await load({
      'guard.cjs': `module.exports = { policies: ['guard'], init: () => { throw new Error('secret path /etc/x'); } };`,
    });
    const language = languageWith(plugins);
    const [problem] = check(language, [{ guard: null }]);
    expect(problem?.message).toContain('plug-ins "guard" could not be loaded');
    // The reason is for the owner of the installation.
    expect(problem?.message).not.toContain('/etc/x');
    expect(check(language, [{ unrelated: null }])[0]?.message).not.toContain('plug-in');
  },
);
