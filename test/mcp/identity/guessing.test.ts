// slow: starts a whole hub
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newKeySecret } from '../../../gateway/keys/secret.ts';
import { startTestGateway, type TestGateway } from '../../setup/gateway.ts';
import { startTestHub } from '../../setup/hub.ts';
import { raw } from '../../setup/mcp-endpoint.ts';
import { stateless } from '../../setup/mcp-wire.ts';
import { openToolDoor, type DoorAnswer, type ToolDoor } from '../../setup/tool-door.ts';
import { verifies } from '../../setup/verifies.ts';

const key = 'hub_ci_5f2c9b1e7d3a4c60a1b2';
const limit = 60;
let gateway: TestGateway;
let one: ToolDoor;
let other: ToolDoor;
beforeAll(async () => {
  gateway = await startTestGateway({ bootstrapKey: key });
  one = await openToolDoor({ gateway });
  other = await openToolDoor({ gateway });
});
afterAll(async () => {
  await one.stop();
  await other.stop();
  await gateway.stop();
});

const from = (address: string) => ({ 'x-forwarded-for': address });
const guesses = async (door: ToolDoor, address: string, count: number): Promise<DoorAnswer[]> => {
  const answers: DoorAnswer[] = [];
  for (; count > 0; count--) answers.push(await door.knock('support', newKeySecret(), from(address)));
  return answers;
};
const statuses = (answers: readonly DoorAnswer[]): number[] => answers.map(({ status }) => status);

verifies(
  'mcp.identity.guessing',
  'an address gets so many wrong credentials, over all processes, and then the time to wait',
  async () => {
    const address = '203.0.113.7';
    expect(new Set(statuses(await guesses(one, address, limit - 10)))).toEqual(new Set([401]));
    expect(statuses(await guesses(other, address, 12))).toEqual([...Array<number>(10).fill(401), 429, 429]);
    const [last] = await guesses(one, address, 1);
    expect(last).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(last?.retryAfter).toBeGreaterThan(0);
    expect(last?.retryAfter).toBeLessThanOrEqual(300);
    // From there, not even the right one is looked at; from elsewhere, all is as before.
    expect(await one.knock('support', key, from(address))).toMatchObject({ status: 429 });
    expect(await one.knock('support', key, from('203.0.113.8'))).toMatchObject({ status: 200 });
    expect(statuses(await guesses(one, '203.0.113.8', 1))).toEqual([401]);
  },
);

verifies('mcp.identity.guessing', 'many at once get no further than a few one after the other', async () => {
  const address = '203.0.113.20';
  const answers = await Promise.all(
    Array.from({ length: limit + 40 }, (_, at) =>
      (at % 2 === 0 ? one : other).knock('support', newKeySecret(), from(address)),
    ),
  );
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(limit);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(40);
});

test('a program with an old key does not shut out those that share its address', async () => {
  const address = '203.0.113.30';
  expect(await one.knock('support', key, from(address))).toMatchObject({ status: 200 });
  await guesses(one, address, limit + 1);
  expect(statuses(await guesses(one, address, 1))).toEqual([429]);
  expect(await one.knock('support', key, from(address))).toMatchObject({ status: 200 });
});

test('who sends no credential has not guessed, and an IPv6 line is one address', async () => {
  for (let count = 0; count < limit + 5; count++)
    await one.knock('support', undefined, from('2001:db8:9::1'));
  expect(statuses(await guesses(one, '2001:db8:9::2', limit))).toEqual(Array(limit).fill(401));
  expect(statuses(await guesses(one, '2001:db8:9::3', 1))).toEqual([429]);
});

test('a whole hub says when to come back', async () => {
  const hub = await startTestHub();
  try {
    const guess = () => raw(`${hub.url}/mcp/hub-admin`, stateless(newKeySecret(), 'tools/list'));
    const answers = await Promise.all(Array.from({ length: limit + 2 }, guess));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(2);
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused[0]?.json).toMatchObject({ error: { data: { code: 'rate_limited' } } });
  } finally {
    await hub.stop();
  }
});
