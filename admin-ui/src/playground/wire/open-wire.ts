import { openPosts, type PostOptions } from './post.ts';
import { openSessionWire } from './session-wire.ts';
import { openStatelessWire } from './stateless-wire.ts';
import type { Era, Wire } from './wire.ts';

/** A client of one toolset, in one revision of the protocol. */
export const openWire = (era: Era, options: PostOptions): Wire => {
  const post = openPosts(options);
  return era === '2026-07-28' ? openStatelessWire(post) : openSessionWire(post);
};
