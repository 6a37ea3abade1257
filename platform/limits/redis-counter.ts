import type { SharedCounter } from './windows.ts';

// One step in Redis: start the window where there is none, give out at most what is left of it.
const script = `
local taken = tonumber(redis.call('get', KEYS[1]) or '0')
local granted = math.min(tonumber(ARGV[1]), tonumber(ARGV[2]) - taken)
if granted < 0 then granted = 0 end
if taken == 0 then redis.call('set', KEYS[1], granted, 'px', ARGV[3]) else redis.call('incrby', KEYS[1], granted) end
local left = redis.call('pttl', KEYS[1])
if left < 0 then redis.call('pexpire', KEYS[1], ARGV[3]); left = tonumber(ARGV[3]) end
return { granted, left, math.max(0, tonumber(ARGV[2]) - taken - granted) }`;

/** What is needed of a Redis connection. */
export interface ScriptRunner {
  eval(script: string, keyCount: number, ...keysAndArguments: (string | number)[]): Promise<unknown>;
}

export const redisCounter = (redis: ScriptRunner): SharedCounter => ({
  take: async (counter, want, limit) => {
    const answer = await redis.eval(script, 1, `hub:limit:${counter}`, want, limit.max, limit.windowMs);
    const [granted, endsIn, left] = answer as [number, number, number];
    return { granted, windowEndsInMs: endsIn, left };
  },
});
