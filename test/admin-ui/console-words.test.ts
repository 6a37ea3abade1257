import { expect, test } from '@jest/globals';
import { browserName } from '../../admin-ui/src/account/browser-name.ts';
import { failureCode } from '../../admin-ui/src/app/failure-code.ts';
import { spanOf } from '../../admin-ui/src/audit/days.ts';
import { groupPermissions, readOnly } from '../../admin-ui/src/keys/permission-groups.ts';
import { retryDelay } from '../../admin-ui/src/live/retry-delay.ts';
import { safeReturn, spaceOfPath, spacePath } from '../../admin-ui/src/location/space-path.ts';
import { nameOf } from '../../admin-ui/src/connectors/import/name-of.ts';
import { grantable } from '../../admin-ui/src/members/role-words.ts';
import { jqPath, matches } from '../../admin-ui/src/show/json-paths.ts';
import { relativeTime } from '../../admin-ui/src/show/relative-time.ts';
import { slugOf } from '../../admin-ui/src/spaces/slug-of.ts';

test.each([
  ['/s/default/audit?actor=usr_1', '/s/default/audit?actor=usr_1'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['/sign-in?returnTo=/x', '/'],
  [null, '/'],
])('after signing in, %s leads to %s', (wanted, path) => {
  expect(safeReturn(wanted)).toBe(path);
});

test('the space of an address is read as it was written', () => {
  expect(spaceOfPath(spacePath('north-1', 'keys'))).toBe('north-1');
  expect(spaceOfPath('/account')).toBeNull();
  expect(spaceOfPath('/s/%E0%A4%A/keys')).toBeNull();
});

test.each([
  [-20, 'now'],
  [-61, '1 minute ago'],
  [-86_400, 'yesterday'],
  [59 * 86_400, 'in 59 days'],
  [-61 * 86_400, '2 months ago'],
  [800 * 86_400, 'in 2 years'],
])('%d seconds from now is said as "%s"', (seconds, words) => {
  expect(relativeTime('en', seconds * 1000, 0)).toBe(words);
});

test('a short name is made of letters that an address can hold', () => {
  expect(slugOf('Müller & Söhne – Straße')).toBe('mueller-soehne-strasse');
  expect(slugOf('Crème brûlée')).toBe('creme-brulee');
  expect(slugOf('  --- ')).toBe('');
  expect(slugOf('x'.repeat(80))).toHaveLength(48);
});

test.each([
  ['Bäckerei Größe', 'baeckerei-groesse'],
  ['Café REST API v1.2', 'cafe'],
  ['Petstore OpenAPI 3.0.1', 'petstore'],
  ['🥨', ''],
])('the document %s offers its connector the name %p', (title, name) => {
  expect(nameOf(title)).toBe(name);
});

test('a path in JSON is one that jq takes', () => {
  expect(jqPath(['details', 'odd key', 0, 'role'])).toBe('.details["odd key"][0].role');
  expect(jqPath([0])).toBe('.[0]');
});

test('a search in JSON finds names and values at any depth', () => {
  const value = { before: { role: 'Viewer' }, count: 42 };
  expect(matches('details', value, 'viewer')).toBe(true);
  expect(matches('details', value, '42')).toBe(true);
  expect(matches('details', value, 'owner')).toBe(false);
});

test('two days of a calendar take in all of both', () => {
  const { from = '', to = '' } = spanOf({ from: '2026-03-28', to: '2026-03-29' });
  expect(new Date(from).toString()).toContain('Mar 28 2026 00:00:00');
  expect(new Date(to).toString()).toContain('Mar 30 2026 00:00:00');
  expect(spanOf({ from: 'yesterday', to: undefined })).toEqual({});
});

test('permissions stand by what they are about, and nobody is offered a role above their own', () => {
  expect(groupPermissions(['keys.read', 'audit.read', 'keys.write'])).toEqual([
    { noun: 'keys', permissions: ['keys.read', 'keys.write'] },
    { noun: 'audit', permissions: ['audit.read'] },
  ]);
  expect(readOnly(['keys.read', 'keys.write'])).toEqual(['keys.read']);
  const table = [
    { role: 'owner', permissions: ['keys.read', 'space.delete'] },
    { role: 'viewer', permissions: ['keys.read'] },
  ] satisfies Parameters<typeof grantable>[0];
  expect(grantable(table, ['keys.read', 'keys.write'])).toEqual(['viewer']);
});

test('a lost connection is tried again later and later, at most every 30 seconds', () => {
  expect([0, 1, 2, 3].map((attempt) => retryDelay(attempt, () => 1))).toEqual([500, 1000, 2000, 4000]);
  expect(retryDelay(500, () => 1)).toBe(30_000);
  expect(retryDelay(2, () => 0)).toBe(1000);
});

test('the same mistake has the same code', () => {
  const error = new TypeError('x is undefined');
  expect(failureCode(error)).toBe(failureCode(error));
  expect(failureCode(error)).toMatch(/^ui-[0-9a-f]{8}$/);
  expect(failureCode(new TypeError('y is undefined'))).not.toBe(failureCode(error));
});

test('a browser is named so that its owner recognises it', () => {
  expect(browserName('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36')).toBe(
    'Chrome · Linux',
  );
  expect(browserName('curl/8.1')).toBe('curl');
  expect(browserName('x'.repeat(200))).toHaveLength(60);
  expect(browserName(null)).toBeNull();
});
