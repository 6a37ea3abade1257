import { spawnSync } from 'node:child_process';

/** The user that the database server runs as. Empty when it is the hub's own. */
export interface DatabaseIdentity {
  readonly uid?: number;
  readonly gid?: number;
}

const lookUp = (flag: '-u' | '-g', user: string): number | undefined => {
  const answer = spawnSync('id', [flag, user], { encoding: 'utf8' });
  const id = Number(answer.stdout);
  return answer.status === 0 && Number.isInteger(id) && id > 0 ? id : undefined;
};

/**
 * PostgreSQL refuses to run as root, so under root it gets a user that may do nothing else: `postgres` where it
 * exists or can be made, else `nobody`.
 */
export const databaseIdentity = async (): Promise<DatabaseIdentity> => {
  if (process.getuid?.() !== 0) return {};
  if (lookUp('-u', 'postgres') === undefined) {
    spawnSync('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      'postgres',
    ]);
  }
  for (const user of ['postgres', 'nobody']) {
    const uid = lookUp('-u', user);
    const gid = lookUp('-g', user);
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  return {};
};
