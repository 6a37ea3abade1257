import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { eventsSchema } from '../../../connectors/hooks/events.ts';
import { verificationSchema } from '../../../connectors/hooks/verification.ts';
import { builtinConnectors } from '../../../connectors/providers/builtin.ts';
import { schemaSet } from '../../../core/schema/schema-set.ts';
import { exchangesIn, folderOf } from '../../../scripts/connector-folder.ts';
import { replay } from '../../../scripts/connector-replay.ts';
import { verifies } from '../../setup/verifies.ts';

/** The exchanges of each built-in connector over a real socket: what it sends, and what it makes of the answers. */
for (const [name, load] of Object.entries(builtinConnectors)) {
  const folder = folderOf(name, []);
  for (const { name: file, file: exchange } of await exchangesIn(folder))
    verifies('connectors.providers', `${name}, ${file}: ${exchange.about}`, async () => {
      expect(await replay(await load(), exchange)).toEqual([]);
    });

  test(`${name}: what it offers is valid, and no scope is missing`, async () => {
    const connector = await load();
    expect(connector.name).toBe(name);
    const { operations, definitions, schemes, events, webhook } = connector.plan;
    expect(operations.length).toBeGreaterThanOrEqual(8);
    expect(operations.length).toBeLessThanOrEqual(15);
    const schemas = schemaSet(definitions);
    for (const { input, output } of operations) {
      schemas.compile(input)({});
      if (output !== undefined) schemas.compile(output)({});
    }
    for (const { schema } of events) if (schema !== undefined) schemas.compile(schema)({});
    expect(schemas.unresolved()).toEqual([]);
    if (webhook !== undefined) {
      verificationSchema.parse(webhook['verification']);
      eventsSchema.parse(webhook['events']);
    }
    const { oauth } = schemes;
    const offered = oauth?.type === 'oauth2' ? Object.keys(oauth.grants.authorizationCode?.scopes ?? {}) : [];
    const asked = operations.flatMap(({ security }) => security.flatMap((one) => one['oauth'] ?? []));
    expect(asked.filter((scope) => !offered.includes(scope))).toEqual([]);
  });

  test(`${name}: its exchanges say that they are modelled`, () => {
    expect(readFileSync(join(folder, 'exchanges', 'README.md'), 'utf8')).toMatch(/Modelled, not recorded/);
  });
}

test('a replay tells every difference', async () => {
  const connector = await builtinConnectors['slack']?.();
  const files = await exchangesIn(folderOf('slack', []));
  const file = files.find(({ name }) => name === 'post-message.json')?.file;
  const [exchange] = file?.exchanges ?? [];
  if (connector === undefined || file === undefined || exchange === undefined) throw new Error('it is gone');
  const changed = (request: object) => ({
    ...file,
    exchanges: [{ ...exchange, request: { ...exchange.request, ...request } }],
  });
  const told = async (given: typeof file) => (await replay(connector, given)).join('\n');
  expect(await told(changed({ method: 'PUT' }))).toMatch(/the method is "POST"/);
  expect(await told(changed({ url: 'https://slack.com/api/chat.other' }))).toMatch(/the address is/);
  expect(await told(changed({ headers: { authorization: 'Bearer other' } }))).toMatch(/"authorization"/);
  expect(await told(changed({ json: { channel: 'C1', text: 'other' } }))).toMatch(/the body is/);
  expect(await told({ ...file, expect: { output: 1 } })).toMatch(/the output is/);
  expect(await told({ ...file, expect: { error: { code: 'upstream_failed' } } })).toMatch(/the call worked/);
  expect(await told({ ...file, exchanges: [] })).toMatch(/one too many/);
  expect(await told({ ...file, exchanges: [exchange, exchange] })).toMatch(/never asked for/);
});
