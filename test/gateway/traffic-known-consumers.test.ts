import { expect } from '@jest/globals';
import { openKnownSpaces, type Bounds, type KnownSpaces } from '../../gateway/traffic/consumers/known.ts';
import { verifies } from '../setup/verifies.ts';

const bounds: Bounds = { spaces: 100, good: 1_000, bad: 10, bytes: 100_000 };

const filled = (more: Partial<Bounds> = {}) => {
  const known = openKnownSpaces<string>({ ...bounds, ...more });
  let now = 0;
  const keep = (spaceId: string, name: string, given: number | { readonly guess: number }): void => {
    const space = known.of(spaceId);
    space.usedAt = now += 1;
    const [value, bytes] = typeof given === 'number' ? ['somebody', given] : [null, given.guess];
    known.keep(space, name, { value, until: Infinity, notedAt: 0, bytes });
  };
  return { known, keep };
};

const inAll = (known: KnownSpaces<string>): number => {
  let bytes = 0;
  for (const { good, bad } of known.spaces.values())
    for (const one of [...good.values(), ...bad.values()]) bytes += one.bytes;
  return bytes;
};

verifies('gateway.traffic.consumers.bounded', 'spaces that were not used for the longest leave first', () => {
  const { known, keep } = filled();
  for (let space = 0; space < 9; space++)
    for (let at = 0; at < 10; at++) keep(`space ${space}`, `key ${at}`, 1_000);
  // The oldest one is used once more.
  keep('space 0', 'key 3', 1_000);
  for (let at = 0; at < 25; at++) keep('new', `key ${at}`, 1_000);
  expect([...known.spaces.keys()].sort()).toEqual(
    ['new', 'space 0', ...[3, 4, 5, 6, 7, 8].map((each) => `space ${each}`)].sort(),
  );
});

verifies(
  'gateway.traffic.consumers.bounded',
  'however they come and go, there is never more than the bound',
  () => {
    const { known, keep } = filled();
    let seed = 7;
    const next = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    for (let at = 0; at < 20_000; at++) {
      const size = 100 + next(3_000);
      keep(`space ${next(40)}`, `key ${next(300)}`, next(5) === 0 ? { guess: size } : size);
      if (next(50) === 0) known.forget(`space ${next(40)}`);
      if (at % 100 === 0) expect(inAll(known)).toBeLessThanOrEqual(bounds.bytes + 3_100);
    }
    for (const { good, bad, bytes } of known.spaces.values())
      expect(bytes).toBe([...good.values(), ...bad.values()].reduce((sum, one) => sum + one.bytes, 0));
  },
);

verifies(
  'gateway.traffic.consumers.bounded',
  'one space with much in it takes a quarter, and leaves the others theirs',
  () => {
    const { known, keep } = filled();
    for (let space = 0; space < 5; space++) keep(`quiet ${space}`, 'key', 1_000);
    for (let at = 0; at < 500; at++) keep('loud', `key ${at}`, 10_000);
    expect([...known.spaces.keys()]).toHaveLength(6);
    const loud = known.of('loud');
    expect(loud.bytes).toBeLessThanOrEqual(bounds.bytes / 4);
    expect([known.find(loud, 'key 499')?.value, known.find(loud, 'key 0')]).toEqual(['somebody', undefined]);
  },
);

verifies(
  'gateway.traffic.consumers.bounded',
  'there are never more spaces than that, and guesses push out no good one',
  () => {
    const { known, keep } = filled({ spaces: 3 });
    keep('a', 'key', 10);
    keep('b', 'key', 10);
    keep('c', 'key', 10);
    keep('a', 'key', 10);
    keep('d', 'key', 10);
    expect([...known.spaces.keys()].sort()).toEqual(['a', 'c', 'd']);
    for (let at = 0; at < 50; at++) keep('a', `guess ${at}`, { guess: 10 });
    const a = known.of('a');
    expect([a.bad.size, a.bytes, known.find(a, 'key')?.value]).toEqual([10, 110, 'somebody']);
  },
);
