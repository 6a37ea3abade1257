// needs: express-gateway
// slow: a whole hub beside express-gateway, and everything that both can do
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { evened } from '../setup/gateway-differences.ts';
import { startWholeHub } from '../setup/our-gateways.ts';
import { sharedRequests, type SharedRequest } from '../setup/shared-requests.ts';
import { startTwoGateways, type Outcome, type TwoGateways } from '../setup/two-gateways.ts';
import { verifies } from '../setup/verifies.ts';

/** As `traffic-express-gateway` has it, but the way of somebody who moves: the file goes in over REST, requests come from outside. */
let two: TwoGateways;
beforeAll(async () => {
  two = await startTwoGateways(startWholeHub);
});
afterAll(async () => two.stop());

describe.each(Object.entries(sharedRequests))('%s', (group, requests) => {
  verifies('gateway.traffic.moved-in', `every request about ${group} comes out the same`, async () => {
    const different: object[] = [];
    for (const [name, asked] of requests) {
      const pair = evened({ theirs: await two.theirs(asked), ours: await two.ours(asked) }, () => undefined);
      if (JSON.stringify(pair.ours) !== JSON.stringify(pair.theirs)) different.push({ name, ...pair });
    }
    expect(different).toEqual([]);
  });
});

verifies('gateway.traffic.hosts-of-no-space', 'the hub says so when it starts', () => {
  expect(two.logs.ours()).toContain('"setting":"gone.example.com=nowhere"');
  expect(two.logs.ours()).not.toContain('"setting":"*=default"');
});

test('what a service is told of the way here is the same', async () => {
  const told: SharedRequest = () => ({ path: '/told', host: 'api.example.com:8080' });
  const forwarded = async (send: (asked: SharedRequest) => Promise<Outcome>) => {
    const before = two.upstream.seen.length;
    await send(told);
    const { headers = {} } = two.upstream.seen[before] ?? {};
    return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-forwarded-')));
  };
  const theirs = await forwarded(two.theirs);
  expect(await forwarded(two.ours)).toEqual(theirs);
});

// The last one: nothing is left of express-gateway after it.
verifies(
  'gateway.traffic.places',
  'a redirect that express-gateway ends by is passed on under the name of the client',
  async () => {
    const asked: SharedRequest = () => ({
      ...{ path: '/moved/to-client', host: 'api.example.com:8080' },
      headers: { 'x-answer-status': '302', 'x-answer-location': 'UPSTREAM/base/a?b=c#d' },
    });
    const ours = await two.ours(asked);
    expect([ours.status, ours.headers['location']]).toEqual([
      302,
      'http://api.example.com:8080/base/a?b=c#d',
    ]);
    await expect(two.theirs(asked)).rejects.toThrow();
    await expect(two.theirs(() => ({ path: '/exact' }))).rejects.toThrow(/ECONNREFUSED|ECONNRESET/);
  },
);
