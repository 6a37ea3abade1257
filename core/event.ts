import { z } from 'zod';

/** A CloudEvents 1.0 envelope. Types are in the past tense: `key.created`, `call.ended`. More attributes may follow. */
export const eventSchema = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.string().regex(/^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+$/, 'is noun.past-tense, for example call.ended'),
  time: z.iso.datetime(),
  subject: z.string().optional(),
  datacontenttype: z.literal('application/json'),
  /** The space it happened in: an extension attribute, because a tenant is never implied. */
  hubspace: z.string(),
  data: z.unknown(),
});
export type HubEvent = z.infer<typeof eventSchema>;

/** What a module says when it publishes: the bus adds id, source, time and space. */
export interface Fact {
  readonly type: string;
  readonly subject?: string;
  readonly data: unknown;
  /** Of an event that has an identity of its own, because a flow or somebody outside made it. */
  readonly id?: string;
  readonly source?: string;
  /** Further attributes of its envelope. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** Facts with the same key reach a subscriber in the order they were committed. */
  readonly key?: string;
}
