// slow: beats of two seconds are waited for
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Caller } from '../../core/caller.ts';
import type { Permission } from '../../core/roles.ts';
import { openPresences, type Presences } from '../../gateway/live/presences.ts';
import type { Watcher, WatcherLink } from '../../gateway/live/watcher.ts';
import { systemClock as clock } from '../../platform/clock.ts';
import { openInProcessHints } from '../../platform/hints/in-process.ts';
import type { Db } from '../../platform/db/open.ts';
import { openLog } from '../../platform/log.ts';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';
import { eventually } from '../setup/eventually.ts';
import { makeSpaces } from '../setup/spaces.ts';
import { verifies } from '../setup/verifies.ts';

let database: TestDatabase;
let space = '';
let other = '';
const processes: Presences[] = [];

/** A process of its own: no hint of another one reaches it. */
const startProcess = (db: Pick<Db, 'inSpace' | 'asSystem' | 'readAsSystem'> = database.db): Presences => {
  const log = openLog({ level: 'silent' });
  const presences = openPresences({ db, hints: openInProcessHints(), clock, log });
  processes.push(presences);
  return presences;
};

beforeAll(async () => {
  database = await openTestDatabase(4);
  [space = '', other = ''] = await makeSpaces(database.db, 2);
});
afterAll(async () => {
  for (const one of processes) await one.stop();
  await database?.drop();
});

interface Here {
  readonly person: string;
  readonly name: string;
  readonly step: string | null;
  readonly you: boolean;
}
interface Page {
  readonly link: WatcherLink;
  permissions: readonly Permission[];
  silentSince: number | null;
  pings: number;
  said: { type: string; topic: string; reason?: string; data?: { here: Here[] } }[];
  say(message: object): void;
  here(): string[];
}

const topic = 'flow:order';

const open = (presences: Presences, name: string, spaceId = space): Page => {
  const page: Page = {
    ...{ permissions: ['flows.read'], silentSince: null, pings: 0, said: [] },
    link: { hear: () => undefined, leave: () => undefined },
    say: (message) => page.link.hear(JSON.stringify(message)),
    here: () =>
      (page.said.findLast(({ type }) => type === 'news')?.data?.here ?? []).map(
        ({ name: who, step, you }) => `${who} ${step ?? '-'}${you ? ' (you)' : ''}`,
      ),
  };
  const caller = (): Caller => ({
    ...{
      kind: 'user',
      userId: `usr_${name}`,
      name,
      sessionId: 'ses_1',
      installationOwner: false,
      role: null,
    },
    ...{ spaceId, permissions: new Set(page.permissions) },
  });
  const watcher: Watcher = {
    caller,
    ready: () => true,
    send: (text) => void page.said.push(JSON.parse(text) as Page['said'][number]),
    ping: () => (page.pings += 1),
    heardAt: () => page.silentSince ?? clock.monotonic(),
  };
  return Object.assign(page, { link: presences.enter(watcher) });
};

const shows = (page: Page, ...wanted: string[]): Promise<unknown> =>
  eventually(() => JSON.stringify(page.here()) === JSON.stringify(wanted));

verifies(
  'editor.presence',
  'who is on a flow is seen by all who are, in every process, with the step',
  async () => {
    const [one, two] = [startProcess(), startProcess()];
    const ada = open(one, 'Ada');
    ada.say({ type: 'watch', topic, step: '/do/*/ask' });
    await shows(ada, 'Ada /do/*/ask (you)');
    const bo = open(two, 'Bo');
    bo.say({ type: 'watch', topic });
    await shows(bo, 'Ada /do/*/ask', 'Bo - (you)');
    await shows(ada, 'Ada /do/*/ask (you)', 'Bo -');
    bo.say({ type: 'at', topic, step: '/do/*/say' });
    await shows(ada, 'Ada /do/*/ask (you)', 'Bo /do/*/say');
    const count = ada.said.length;
    bo.link.leave();
    await shows(ada, 'Ada /do/*/ask (you)');
    expect(ada.said.length).toBe(count + 1);
    ada.say({ type: 'unwatch', topic });
    await eventually(() => one.count() === 0);
  },
);

verifies('editor.presence.gone', 'whose socket or process died is gone', async () => {
  const [one, two] = [startProcess(), startProcess()];
  const ada = open(one, 'Ada');
  ada.say({ type: 'watch', topic: 'flow:gone' });
  await shows(ada, 'Ada - (you)');
  const bo = open(two, 'Bo');
  bo.say({ type: 'watch', topic: 'flow:gone' });
  await shows(ada, 'Ada - (you)', 'Bo -');
  await eventually(() => bo.pings > 0);
  bo.silentSince = clock.monotonic() - 60_000;
  await shows(ada, 'Ada - (you)');
  // A process that does not say so again.
  await database.superuser.query(
    `insert into presences values ($1, 'flow:gone', 'x', 'usr_dead', 'Cy', null, now(), now() + interval '1 hour')`,
    [space],
  );
  await shows(ada, 'Ada - (you)', 'Cy -');
  await database.superuser.query(`update presences set lease_until = now() where place_id = 'x'`);
  await shows(ada, 'Ada - (you)');
  // A database that lost what is not logged is told again.
  await database.superuser.query('truncate presences');
  await eventually(async () => {
    const { rows } = await database.superuser.query(`select 1 from presences where topic = 'flow:gone'`);
    return rows.length === 1;
  });
  ada.link.leave();
});

verifies('editor.presence.gone', 'who leaves while a slow beat is written does not come back', async () => {
  const beats = { begun: 0, over: 0, gate: Promise.withResolvers<void>() };
  const slow = startProcess({
    inSpace: database.db.inSpace,
    readAsSystem: database.db.readAsSystem,
    asSystem: async (work) => {
      beats.begun += 1;
      await beats.gate.promise;
      const given = await database.db.asSystem(work);
      beats.over += 1;
      return given;
    },
  });
  const [bo, ada] = [open(slow, 'Bo'), open(slow, 'Ada')];
  bo.say({ type: 'watch', topic: 'flow:slow' });
  await shows(bo, 'Bo - (you)');
  ada.say({ type: 'watch', topic: 'flow:slow' });
  const rows = async (): Promise<string[]> =>
    (
      await database.superuser.query<{ name: string }>(
        `select name from presences where topic = 'flow:slow' order by name`,
      )
    ).rows.map(({ name }) => name);
  await eventually(async () => (await rows()).length === 2);
  await eventually(() => beats.begun === 1);
  bo.link.leave();
  beats.gate.resolve();
  await eventually(() => beats.over > 0);
  await eventually(async () => (await rows()).join() === 'Ada');
  await eventually(() => beats.over > 1);
  expect(await rows()).toEqual(['Ada']);
  ada.link.leave();
});

verifies('editor.presence.apart', 'nobody of another space, and nobody who may not read flows', async () => {
  const one = startProcess();
  const mine = open(one, 'Ada');
  const theirs = open(one, 'Eve', other);
  mine.say({ type: 'watch', topic: 'flow:same' });
  theirs.say({ type: 'watch', topic: 'flow:same' });
  await shows(mine, 'Ada - (you)');
  await shows(theirs, 'Eve - (you)');
  const blind = open(one, 'Dee');
  blind.permissions = [];
  blind.say({ type: 'watch', topic: 'flow:same' });
  expect(blind.said).toEqual([{ type: 'refused', topic: 'flow:same', reason: 'forbidden' }]);
  theirs.permissions = [];
  await eventually(() => theirs.said.some(({ reason }) => reason === 'forbidden'));
  expect(mine.here()).toEqual(['Ada - (you)']);
  mine.link.leave();
});

test('a page is on a few flows at most, and fifty are shown', async () => {
  const one = startProcess();
  const pages = Array.from({ length: 55 }, (_, at) => open(one, `P${String(at).padStart(2, '0')}`));
  for (const page of pages) page.say({ type: 'watch', topic: 'flow:full' });
  await eventually(() => pages[0]?.here().length === 50);
  for (const n of [1, 2, 3, 4]) pages[0]?.say({ type: 'watch', topic: `flow:n${n}` });
  expect(pages[0]?.said.at(-1)).toEqual({ type: 'refused', topic: 'flow:n4', reason: 'too_many' });
  const odd = open(one, 'Odd');
  for (const text of [
    '',
    '{',
    'null',
    '{"type":"watch","topic":"flow:"}',
    '{"type":"at","topic":"flow:full"}',
  ])
    odd.link.hear(text);
  odd.say({ type: 'at', topic: 'flow:full', step: 'x'.repeat(501) });
  odd.say({ type: 'watch', topic: `run:run_00000000000000000000000000`, after: 0 });
  expect(odd.said).toEqual([]);
  for (const page of pages) page.link.leave();
});
