// needs: s3
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Blobs } from '../../core/ports.ts';
import { HubError } from '../../core/errors.ts';
import { firstHash, sealEntry } from '../../platform/audit/chain.ts';
import { folderOf, nameOf } from '../../platform/audit/checkpoint.ts';
import { openCheckpointFiles, type CheckpointFiles } from '../../platform/audit/checkpoint-files.ts';
import { startCheckpoints } from '../../platform/audit/checkpoints.ts';
import { openAuditTrail, type AuditVerdict } from '../../platform/audit/trail.ts';
import { openFileBlobs } from '../../platform/blobs/files.ts';
import { openOnDemand } from '../../platform/blobs/on-demand.ts';
import { openS3Blobs } from '../../platform/blobs/s3.ts';
import { systemClock } from '../../platform/clock.ts';
import { createEgress, type Egress } from '../../platform/egress/egress.ts';
import { newId } from '../../platform/ids.ts';
import { temporaryFolder, type Folder } from '../components/program.ts';
import { startS3, type S3Server } from '../components/s3.ts';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';
import { eventually } from '../setup/eventually.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { verifies } from '../setup/verifies.ts';

const key = randomBytes(32);
const checkpointKey = randomBytes(32);
const trail = openAuditTrail({ key, clock: systemClock });
const never = 3_600_000;
let database: TestDatabase;
let folder: Folder;
let s3: S3Server;
let egress: Egress;

beforeAll(async () => {
  [database, folder, s3] = await Promise.all([openTestDatabase(), temporaryFolder('checkpoints'), startS3()]);
  egress = createEgress({ allow: [], trustedOrigins: [s3.endpoint], log: recordedLog() });
});
afterAll(async () => {
  await egress.close();
  await s3.stop();
  await folder.remove();
  await database.drop();
});

const append = async (space: string, count: number): Promise<void> => {
  for (let i = 1; i <= count; i++) {
    const entry = { actor: 'usr_x', actorName: 'Ada', action: `step.${i}`, target: null, details: { i } };
    await database.db.inSpace(space, (tx) =>
      trail.append(tx, space, { ...entry, ip: null, requestId: null }),
    );
  }
};

/** One round of the chore: the one at its stop. */
const testify = async (files: CheckpointFiles) => {
  const log = recordedLog();
  const checkpoints = await startCheckpoints({
    db: database.db,
    ...{ files, log, everyMs: never, stopMs: 20_000 },
  });
  await checkpoints.stop();
  return log;
};

const verify = async (space: string, files: CheckpointFiles): Promise<AuditVerdict> => {
  const testimony = await files.all(space);
  return database.db.inSpace(space, (tx) => trail.verify(tx, space, testimony));
};
const chainAlone = (space: string) => database.db.inSpace(space, (tx) => trail.verify(tx, space));

interface StoredEntry {
  readonly seq: number;
  readonly audit_id: string;
  readonly at: Date;
  readonly actor: string;
  readonly actor_name: string;
  readonly action: string;
  readonly target: string | null;
  readonly details: Record<string, unknown>;
  readonly ip: string | null;
  readonly request_id: string | null;
}

/** What somebody with every right in the database and the key of the seals would do after a change. */
const sealAnew = async (space: string): Promise<void> => {
  const { rows } = await database.superuser.query<StoredEntry>(
    'select * from audit_entries where space_id = $1 order by seq',
    [space],
  );
  let hash: Buffer = firstHash;
  for (const row of rows) {
    const { seq, at, actor, action, target, details, ip } = row;
    hash = sealEntry(key, hash, {
      ...{ spaceId: space, seq, auditId: row.audit_id, at: at.toISOString() },
      ...{ actor, actorName: row.actor_name, action, target, details, ip, requestId: row.request_id },
    });
    await database.superuser.query('update audit_entries set hash = $3 where space_id = $1 and seq = $2', [
      ...[space, seq, hash],
    ]);
  }
  await database.superuser.query('update audit_heads set seq = $2, hash = $3 where space_id = $1', [
    ...[space, rows.at(-1)?.seq ?? 0, hash],
  ]);
};
const tamper = (sql: string, space: string) => database.superuser.query(sql, [space]);

let stores = 0;
const inFiles = (): Promise<Blobs> => openFileBlobs(`${folder.path}/store-${++stores}`);
const inS3 = (): Promise<Blobs> =>
  openS3Blobs({ ...s3, bucket: `checkpoints-${++stores}`, region: 'us-east-1', egress });

const textOf = async (blobs: Blobs, name: string): Promise<string> =>
  Buffer.concat((await (await blobs.get(name))?.body.toArray()) as Buffer[]).toString();

describe.each([
  ['files', inFiles],
  ['S3', inS3],
])('checkpoints in %s', (_where, open) => {
  let blobs: Blobs;
  let files: CheckpointFiles;
  beforeAll(async () => {
    blobs = await open();
    files = openCheckpointFiles({ blobs, key: checkpointKey });
  });
  /** A chain of 6 entries, with checkpoints at 2 and at 5. */
  const testified = async (): Promise<string> => {
    const space = newId('spc');
    await append(space, 2);
    await testify(files);
    await append(space, 3);
    await testify(files);
    await append(space, 1);
    return space;
  };

  verifies('foundation.audit.checkpoints', 'agree with a chain that nobody touched', async () => {
    const space = await testified();
    expect(await blobs.list(folderOf(space), { limit: 10 })).toEqual([nameOf(space, 2), nameOf(space, 5)]);
    expect(await verify(space, files)).toEqual({
      ...{ intact: true, entries: 6, firstBad: null, finding: null, provenTo: 5 },
    });
  });

  verifies(
    'foundation.audit.checkpoints',
    'find a chain that was changed and sealed anew from end to end, and say where',
    async () => {
      const space = await testified();
      await tamper(`update audit_entries set actor = 'usr_y' where space_id = $1 and seq = 4`, space);
      await sealAnew(space);
      expect(await chainAlone(space)).toMatchObject({ intact: true });
      expect(await verify(space, files)).toMatchObject({
        ...{ intact: false, firstBad: 5, finding: 'chain_rewritten', provenTo: 2 },
      });
    },
  );

  test.each([
    ['the last entries', 'seq > 3', 4],
    ['all entries', 'true', 1],
  ])('find that %s were cut off and the end set back', async (_what, which, firstBad) => {
    const space = await testified();
    await tamper(`delete from audit_entries where space_id = $1 and ${which}`, space);
    await sealAnew(space);
    expect(await chainAlone(space)).toMatchObject({ intact: true });
    expect(await verify(space, files)).toMatchObject({ intact: false, firstBad, finding: 'end_missing' });
    await append(space, 4);
    expect(await verify(space, files)).toMatchObject({ intact: false, finding: 'chain_rewritten' });
  });

  test('are never overwritten, and whoever is about to tells', async () => {
    const space = await testified();
    const name = nameOf(space, 5);
    const before = await textOf(blobs, name);
    await tamper(`delete from audit_entries where space_id = $1 and seq > 4`, space);
    await sealAnew(space);
    await append(space, 1);
    const log = await testify(files);
    expect(await textOf(blobs, name)).toBe(before);
    const alarms = log.lines.filter(({ level, fields }) => level === 'error' && fields['spaceId'] === space);
    expect(alarms.map(({ fields }) => fields['checkpoint'])).toEqual([5]);
    expect(await verify(space, files)).toMatchObject({ firstBad: 5, finding: 'chain_rewritten' });
    // What is written from now on has witnesses too.
    await append(space, 2);
    await testify(files);
    expect(await blobs.list(folderOf(space), { limit: 10 })).toContain(nameOf(space, 7));
  });

  test.each([
    ['changed', (text: string) => text.replace(/"hash":"../, '"hash":"00')],
    ['cut', (text: string) => text.slice(0, 40)],
    ['blown up', (text: string) => text + ' '.repeat(10_000)],
    ['empty', () => ''],
  ])('say so when one was %s', async (_how, change) => {
    const space = await testified();
    const name = nameOf(space, 5);
    // A byte that happens to be 00 already would be no change.
    const changed = change(
      await textOf(blobs, name).then((text) => text.replace('"hash":"00', '"hash":"11')),
    );
    await blobs.put(name, Buffer.from(changed), 'application/json');
    expect(await verify(space, files)).toMatchObject({
      ...{ intact: false, firstBad: 5, finding: 'checkpoint_damaged', provenTo: 2 },
    });
  });

  test('of another space, of another number or with another key testify nothing', async () => {
    const [space, other] = [await testified(), await testified()];
    const stranger = openCheckpointFiles({ blobs, key: randomBytes(32) });
    expect((await stranger.all(space)).map(({ checkpoint }) => checkpoint)).toEqual([undefined, undefined]);
    for (const from of [nameOf(other, 5), nameOf(space, 2)]) {
      await blobs.put(nameOf(space, 5), Buffer.from(await textOf(blobs, from)), 'application/json');
      expect(await verify(space, files)).toMatchObject({ firstBad: 5, finding: 'checkpoint_damaged' });
    }
  });
});

describe('the chore', () => {
  test('testifies by itself, and several of it say the same', async () => {
    const files = openCheckpointFiles({ blobs: await inFiles(), key: checkpointKey });
    const log = recordedLog();
    const start = () => startCheckpoints({ db: database.db, ...{ files, log, everyMs: 10, stopMs: 20_000 } });
    const running = await Promise.all([start(), start(), start()]);
    const space = newId('spc');
    for (let i = 0; i < 20; i++) {
      await append(space, 1);
      if (i % 5 === 0) await eventually(async () => (await files.last(space))?.seq === i + 1);
    }
    await Promise.all(running.map((one) => one.stop()));
    expect((await files.last(space))?.seq).toBe(20);
    expect(await verify(space, files)).toMatchObject({ intact: true, provenTo: 20 });
    expect(log.lines).toEqual([]);
  });

  test('waits for a store that is away, and goes on when it is back', async () => {
    let away = true;
    const blobs = openOnDemand(async () => {
      if (away) throw new HubError('egress_failed', 'The blob store does not answer.');
      return inFiles();
    });
    const files = openCheckpointFiles({ blobs, key: checkpointKey });
    const space = newId('spc');
    await append(space, 1);
    const log = recordedLog();
    const checkpoints = await startCheckpoints({
      db: database.db,
      ...{ files, log, everyMs: 10, stopMs: 20_000 },
    });
    await eventually(() => log.lines.some(({ level }) => level === 'warn'));
    away = false;
    await eventually(async () => (await files.last(space))?.seq === 1);
    await checkpoints.stop();
  });

  test('does not hold up a stop for a store that never answers', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const own = createEgress({ allow: [], trustedOrigins: [endpoint], log: recordedLog() });
    const blobs = openOnDemand(() =>
      openS3Blobs({ ...s3, endpoint, bucket: 'none', region: 'us-east-1', egress: own }),
    );
    const log = recordedLog();
    const files = openCheckpointFiles({ blobs, key: checkpointKey });
    const options = { files, log, everyMs: never, stopMs: 50 };
    const checkpoints = await startCheckpoints({ db: database.db, ...options });
    await append(newId('spc'), 1);
    await checkpoints.stop();
    expect(log.lines.map(({ level }) => level)).toEqual(['warn']);
    silent.closeAllConnections();
    silent.close();
    await own.close();
  });
});
