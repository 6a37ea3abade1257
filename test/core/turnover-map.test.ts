// slow: thousands of cases, made or read
import { describe, expect, it } from '@jest/globals';
import { Session } from 'node:inspector/promises';
import { getHeapSpaceStatistics } from 'node:v8';
import { TurnoverMap } from '../../core/turnover-map.ts';

describe('a map for what comes and goes', () => {
  it('keeps, replaces and forgets like any map', () => {
    const map = new TurnoverMap<number>();
    map.set('a', 1);
    map.set('b', 2);
    map.set('a', 3);
    expect([map.size, map.get('a'), map.has('b')]).toEqual([2, 3, true]);
    expect(map.delete('a')).toBe(true);
    expect(map.delete('a')).toBe(false);
    expect([map.size, map.get('a'), map.has('a')]).toEqual([1, undefined, false]);
  });

  it('gives a place that is free to the next one, and mixes none of them up', () => {
    const map = new TurnoverMap<string>();
    const live: string[] = [];
    for (let at = 0; at < 5_000; at++) {
      const key = `k${at}`;
      map.set(key, `v${at}`);
      live.push(key);
      if (at % 3 !== 0) map.delete(live.splice((at * 7) % live.length, 1)[0] ?? '');
    }
    expect([...map.keys()].toSorted()).toEqual(live.toSorted());
    for (const key of live) expect(map.get(key)).toBe(`v${key.slice(1)}`);
    expect([...map.values()].toSorted()).toEqual(live.map((key) => `v${key.slice(1)}`).toSorted());
  });

  it('lets go of everything that was in it, also when the map itself is old', async () => {
    const inspector = new Session();
    inspector.connect();
    const map = new TurnoverMap<object>();
    const turn = (from: number): void => {
      for (let at = from; at < from + 40_000; at++) {
        map.set(`k${at}`, { many: Array.from({ length: 50 }, (_, place) => ({ place })) });
        map.delete(`k${at - 32}`);
      }
    };
    turn(0);
    await inspector.post('HeapProfiler.collectGarbage');
    inspector.disconnect();
    const before = oldBytes();
    turn(40_000);
    // Through a plain Map all of it gets old: 60 MB and more.
    expect(oldBytes() - before).toBeLessThan(10e6);
  });
});

const oldBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')?.space_used_size ?? 0;
