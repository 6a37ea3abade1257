import type { LiveEvent } from '../live/live-socket.ts';

/** Events of this type add the entry that they are about. */
export const subjectsOf =
  (type: string) =>
  (event: LiveEvent): readonly string[] =>
    event.type === type ? [event.subject ?? event.id] : [];
