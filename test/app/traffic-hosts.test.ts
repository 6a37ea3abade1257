import { afterAll, beforeAll, expect } from '@jest/globals';
import { tellHostsOfNoSpace } from '../../app/traffic-hosts.ts';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { makeSpaces } from '../setup/spaces.ts';
import { verifies } from '../setup/verifies.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase(2);
});
afterAll(() => database.drop());

verifies('gateway.traffic.hosts-of-no-space', 'with the value that is wrong, and no other', async () => {
  const [spaceId = ''] = await makeSpaces(database.db, 1);
  const there = spaceId.replace('_', '-');
  const log = recordedLog();
  const hosts = new Map([
    ['api.example.com', there],
    ['shop.example.com', 'shpo'],
    ['*', 'nobody'],
  ]);
  await tellHostsOfNoSpace(hosts, { db: database.db, log });
  expect(log.lines).toMatchObject([
    { level: 'warn', fields: { setting: 'shop.example.com=shpo' } },
    { level: 'warn', fields: { setting: '*=nobody' } },
  ]);
  const quiet = recordedLog();
  await tellHostsOfNoSpace(new Map([['*', there]]), { db: database.db, log: quiet });
  await tellHostsOfNoSpace(new Map(), { db: database.db, log: quiet });
  expect(quiet.lines).toEqual([]);
});
