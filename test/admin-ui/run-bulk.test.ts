import { expect, test } from '@jest/globals';
import { Problem } from '../../admin-ui/src/api/problem.ts';
import { runBulk } from '../../admin-ui/src/list/run-bulk.ts';

const busy = (retryAfterMs: number): Problem =>
  new Problem({ status: 429, code: 'rate_limited', title: 'Too many', retryAfterMs });

test('what the hub refuses for a moment is done a little later, what fails is kept with its reason', async () => {
  const refused = new Set(['b']);
  const { signal } = new AbortController();
  const { done, failed, left } = await runBulk({
    ...{ items: ['a', 'b', 'c'], signal, onProgress: () => undefined },
    run: async (item) => {
      if (refused.delete(item)) throw busy(1);
      if (item === 'c') throw new Problem({ status: 409, code: 'conflict', title: 'No' });
    },
  });
  expect(done.toSorted()).toEqual(['a', 'b']);
  expect(failed.map(({ item, problem }) => [item, problem.code])).toEqual([['c', 'conflict']]);
  expect(left).toEqual([]);
});

test.each(['before the pause', 'during the pause'])(
  'who stops %s does not wait for its end',
  async (when) => {
    const stop = new AbortController();
    const { done, left } = await runBulk({
      ...{ items: ['a'], signal: stop.signal, onProgress: () => undefined },
      run: async () => {
        if (when === 'before the pause') stop.abort();
        else setImmediate(() => stop.abort());
        throw busy(30_000);
      },
    });
    expect([done, left]).toEqual([[], ['a']]);
  },
);
