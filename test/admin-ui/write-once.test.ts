import { expect, test } from '@jest/globals';
import { createWriteOnce, newKey } from '../../admin-ui/src/api/write-once.ts';

const write = (headers: Readonly<Record<string, string>> = {}): Request =>
  new Request('http://127.0.0.1/api/tool-tokens', { method: 'POST', body: '{"toolset":"orders"}', headers });

/** A hub that has not answered yet, and the keys that came to it. */
const silentHub = (): {
  readonly keys: (string | null)[];
  readonly send: (one: Request) => Promise<void>;
} => {
  const keys: (string | null)[] = [];
  const once = createWriteOnce(async ({ headers }) => {
    keys.push(headers.get('Idempotency-Key'));
    return new Response(null, { status: 503 });
  });
  return { keys, send: async (one) => void (await once(one)) };
};

test('a write that got no answer is the same write when it is sent again', async () => {
  const { keys, send } = silentHub();
  await send(write());
  await send(write());
  expect(new Set(keys).size).toBe(1);
});

test('a write with a key of its own is one of its own, however alike another one is', async () => {
  const { keys, send } = silentHub();
  const own = [newKey(), newKey()];
  for (const key of own) await send(write({ 'Idempotency-Key': key }));
  await send(write());
  expect(keys.slice(0, 2)).toEqual(own);
  expect(new Set(keys).size).toBe(3);
});
