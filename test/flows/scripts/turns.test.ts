import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { frameOf, readFrames } from '../../../flows/scripts/child/frames.js';
import { openTurns } from '../../../flows/scripts/turns.ts';

test('turns go round the owners, and within one in the order of coming', () => {
  const turns = openTurns<string>();
  for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'b2']) turns.add(item.slice(0, 1), item);
  expect(turns.size).toBe(6);
  expect(Array.from({ length: 7 }, () => turns.next())).toEqual([
    'a1',
    'b1',
    'c1',
    'a2',
    'b2',
    'a3',
    undefined,
  ]);
  expect(turns.size).toBe(0);
});

test('who leaves is not called any more, once', () => {
  const turns = openTurns<string>();
  const leave = turns.add('a', 'a1');
  turns.add('a', 'a2');
  leave();
  leave();
  expect([turns.size, turns.next(), turns.next(), turns.size]).toEqual([1, 'a2', undefined, 0]);
});

test('whatever is added comes out once, however many owners there are', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat())), (added) => {
      const turns = openTurns<readonly [string, number]>();
      for (const one of added) turns.add(one[0], one);
      const out = added.map(() => turns.next());
      expect(out.toSorted()).toEqual(added.toSorted());
      expect(turns.next()).toBeUndefined();
    }),
  );
});

const reader = (limit: number) => {
  const seen: unknown[] = [];
  return {
    seen,
    read: readFrames({ limit, take: (one) => seen.push(one), refuse: (why) => seen.push(why) }),
  };
};

test('messages arrive whole, however the pipe cuts them', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.integer({ min: 1, max: 9 }), (messages, step) => {
      const { seen, read } = reader(1e6);
      const bytes = Buffer.concat(messages.map((one) => frameOf(one)));
      for (let at = 0; at < bytes.length; at += step) read(bytes.subarray(at, at + step));
      expect(seen).toEqual(messages.map((one) => JSON.parse(JSON.stringify(one)) as unknown));
    }),
  );
});

test('a message above the limit is refused by its length, and nothing after it is read', () => {
  const { seen, read } = reader(10);
  read(frameOf('fits'));
  read(Buffer.from([255, 255, 255, 255]));
  read(frameOf('late'));
  expect(seen).toEqual(['fits', 'a message of 4294967295 bytes, where 10 are the most']);
  const broken = reader(10);
  broken.read(Buffer.from([1, 0, 0, 0, 123]));
  expect(broken.seen).toEqual(['a message that is not JSON']);
});
