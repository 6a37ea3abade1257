import { HubError } from '../../core/errors.ts';
import { poolOptions } from '../../platform/egress/pool-options.ts';

/**
 * A server of the older era that asks something in the middle of a call keeps the connection of that call until a person
 * has answered. The connections to one address are shared by everybody: however many people take their time, enough of
 * them are left for calls that ask nothing.
 */
export interface WaitingQuestions {
  during<Answer>(asks: Asks, wait: () => Promise<Answer>): Promise<Answer>;
}

export interface Asks {
  readonly origin: string;
  readonly spaceId: string;
  readonly server: string;
}

const { connections } = poolOptions;
const mostOfServer = connections / 2;
const mostAtOrigin = (connections / 4) * 3;

export const openWaitingQuestions = (): WaitingQuestions => {
  const waiting = new Map<string, number>();
  const count = (key: string, by: 1 | -1): void => {
    const now = (waiting.get(key) ?? 0) + by;
    if (now === 0) waiting.delete(key);
    else waiting.set(key, now);
  };
  const requireRoom = (key: string, most: number): void => {
    if ((waiting.get(key) ?? 0) < most) return;
    throw new HubError(
      'overloaded',
      `At the address of this MCP server, ${most} questions wait for people already. Nobody was asked this one; try again later.`,
      { retryAfter: 30 },
    );
  };
  return {
    during: async ({ origin, spaceId, server }, wait) => {
      const own = `${origin} ${spaceId} ${server}`;
      requireRoom(own, mostOfServer);
      requireRoom(origin, mostAtOrigin);
      for (const key of [own, origin]) count(key, 1);
      try {
        return await wait();
      } finally {
        for (const key of [own, origin]) count(key, -1);
      }
    },
  };
};
