import { HubError } from '../../../core/errors.ts';

/** Requests that are under way, by space. */
export interface Crowd {
  /** Throws `overloaded` when there are too many; what came in has to leave. */
  enter(spaceId: string): void;
  leave(spaceId: string): void;
  count(): number;
}

/**
 * Bounds what is under way in one process. Until half of it is used everybody may have as much as they like; from then on a
 * space gets no more than its share among those that are there, so that one that floods the gateway waits for itself.
 */
export const openCrowd = (most: number): Crowd => {
  const bySpace = new Map<string, number>();
  let count = 0;
  return {
    enter: (spaceId) => {
      const own = bySpace.get(spaceId) ?? 0;
      if (count >= most) throw full('The gateway answers as many requests as it can.');
      if (count >= most / 2 && own >= most / (bySpace.size + (own === 0 ? 1 : 0)))
        throw full('This space has as many requests under way as it may while others wait.');
      bySpace.set(spaceId, own + 1);
      count += 1;
    },
    leave: (spaceId) => {
      const own = bySpace.get(spaceId) ?? 0;
      if (own <= 1) bySpace.delete(spaceId);
      else bySpace.set(spaceId, own - 1);
      count -= 1;
    },
    count: () => count,
  };
};

const full = (message: string): HubError =>
  new HubError('overloaded', `${message} Try again in a moment.`, { retryAfter: 1 });
