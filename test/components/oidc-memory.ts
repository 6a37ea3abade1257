import type { Adapter, AdapterPayload } from 'oidc-provider';

/** What the provider remembers, for one provider of one test. Its own memory warns against itself at every start. */
export const memoryAdapter = (): ((model: string) => Adapter) => {
  const rows = new Map<string, AdapterPayload>();
  const findBy = (field: 'uid' | 'userCode', value: string) =>
    Promise.resolve([...rows.values()].find((row) => row[field] === value));
  return (model) => {
    const key = (id: string) => `${model}:${id}`;
    return {
      find: (id) => Promise.resolve(rows.get(key(id))),
      findByUid: (uid) => findBy('uid', uid),
      findByUserCode: (code) => findBy('userCode', code),
      upsert: async (id, payload) => {
        rows.set(key(id), payload);
      },
      consume: async (id) => {
        const row = rows.get(key(id));
        if (row !== undefined) row.consumed = Math.floor(Date.now() / 1_000);
      },
      destroy: async (id) => {
        rows.delete(key(id));
      },
      revokeByGrantId: async (grantId) => {
        for (const [id, row] of rows) if (row.grantId === grantId) rows.delete(id);
      },
    };
  };
};
