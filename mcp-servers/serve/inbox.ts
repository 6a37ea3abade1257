import type { Hints } from '../../core/ports.ts';
import type { Db } from '../../platform/db/open.ts';
import type { Message, MessageId } from '../sdk/server.ts';
import { leaveLetter, takeLetters } from './store-inbox.ts';
import type { SessionPlace } from './store-sessions.ts';

/** What a client sends to one process, and another one waits for: answers to questions, and cancellations. */
export interface Inbox {
  leave(place: SessionPlace, about: MessageId, message: Message): Promise<void>;
  /** Takes what this process waits for. */
  look(): void;
  close(): void;
}

export interface InboxDeps {
  readonly db: Db;
  readonly hints: Hints;
  readonly awaited: () => readonly { readonly idHash: string; readonly id: MessageId }[];
  deliver(idHash: string, message: Message): void;
}

const topic = 'mcp.inbox';

export const openInbox = ({ db, hints, awaited, deliver }: InboxDeps): Inbox => {
  let looking: Promise<void> = Promise.resolve();

  const take = async (): Promise<void> => {
    const wanted = awaited().map(({ idHash, id }) => ({ idHash, about: JSON.stringify(id) }));
    if (wanted.length === 0) return;
    for (const { idHash, message } of await db.asSystem((tx) => takeLetters(tx, wanted)))
      deliver(idHash, JSON.parse(message) as Message);
  };
  const look = (): void => {
    // What could not be taken now lies there when it is looked for again.
    looking = looking.then(take).catch(() => undefined);
  };
  const unhear = hints.on(topic, look);

  return {
    leave: async ({ spaceId, idHash }, about, message) => {
      const letter = { idHash, about: JSON.stringify(about), message: JSON.stringify(message) };
      await db.inSpace(spaceId, (tx) => leaveLetter(tx, spaceId, letter));
      hints.broadcast(topic);
    },
    look,
    close: unhear,
  };
};
