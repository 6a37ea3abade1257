import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openAuditTrail, type AuditTrail, type NewAuditEntry } from '../../platform/audit/trail.ts';
import { systemClock } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';
import { verifies } from '../setup/verifies.ts';

let database: TestDatabase;
let trail: AuditTrail;
const key = randomBytes(32);

beforeAll(async () => {
  database = await openTestDatabase();
  trail = openAuditTrail({ key, clock: systemClock });
});
afterAll(() => database.drop());

const entry = (action: string): NewAuditEntry => ({
  actor: 'usr_x',
  actorName: 'Ada',
  action,
  target: 'key_1',
  details: { b: [1, { z: null, a: 'ä' }], a: 1.5 },
  ip: '127.0.0.1',
  requestId: 'req_1',
});

const filled = async (count: number): Promise<string> => {
  const space = newId('spc');
  for (let i = 1; i <= count; i++)
    await database.db.inSpace(space, (tx) => trail.append(tx, space, entry(`step.${i}`)));
  return space;
};
const verify = (space: string) => database.db.inSpace(space, (tx) => trail.verify(tx, space));
const tamper = async (space: string, sql: string): Promise<void> => {
  await database.superuser.query(sql.replaceAll('$space', `'${space}'`));
};

verifies('foundation.audit.chain', 'an untouched chain is intact, also when it is empty', async () => {
  expect(await verify(await filled(5))).toMatchObject({ intact: true, entries: 5, firstBad: null });
  expect(await verify(newId('spc'))).toMatchObject({ intact: true, entries: 0, firstBad: null });
});

test.each([
  ['a changed detail', `update audit_entries set details = '{"a":2}' where space_id = $space and seq = 3`, 3],
  ['a changed actor', `update audit_entries set actor = 'usr_y' where space_id = $space and seq = 1`, 1],
  [
    'a changed time',
    `update audit_entries set at = at + interval '1 ms' where space_id = $space and seq = 4`,
    4,
  ],
  ['a removed entry', `delete from audit_entries where space_id = $space and seq = 2`, 2],
  ['a cut tail', `delete from audit_entries where space_id = $space and seq = 5`, 5],
  [
    'a cut tail with the end moved back',
    `with gone as (delete from audit_entries where space_id = $space and seq >= 4) update audit_heads set seq = 3 where space_id = $space`,
    4,
  ],
  [
    'two entries in the other order',
    `update audit_entries set seq = case seq when 2 then 3 when 3 then 2 end where space_id = $space and seq in (2, 3) and false; update audit_entries set action = case seq when 2 then 'step.3' else 'step.2' end where space_id = $space and seq in (2, 3)`,
    2,
  ],
  [
    'an entry added by hand',
    `insert into audit_entries select space_id, 6, 'aud_x', at, actor, actor_name, action, target, details, ip, request_id, hash from audit_entries where space_id = $space and seq = 5`,
    6,
  ],
])('%s is found, at its number', async (_what, sql, firstBad) => {
  const space = await filled(5);
  await tamper(space, sql);
  expect(await verify(space)).toMatchObject({ intact: false, firstBad });
});

test('entries of another space do not fit into a chain', async () => {
  const one = await filled(3);
  const other = await filled(3);
  await tamper(
    one,
    `update audit_entries e set hash = o.hash from audit_entries o where e.space_id = $space and o.space_id = '${other}' and e.seq = o.seq`,
  );
  expect((await verify(one)).intact).toBe(false);
});

test('entries written at the same time get one order and stay intact', async () => {
  const space = newId('spc');
  await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      database.db.inSpace(space, (tx) => trail.append(tx, space, entry(`at-once.${i}`))),
    ),
  );
  expect(await verify(space)).toMatchObject({ intact: true, entries: 40, firstBad: null });
});

verifies('foundation.audit.chain', 'no role of the hub can change or remove an entry', async () => {
  const space = await filled(1);
  for (const sql of ['update audit_entries set action = action', 'delete from audit_entries']) {
    await expect(database.db.inSpace(space, (tx) => tx.execute(sql))).rejects.toThrow(/permission denied/);
    await expect(database.db.asSystem((tx) => tx.execute(sql))).rejects.toThrow(/permission denied/);
  }
});
