import { stem } from './stem.ts';

/** What is done to a thing, whatever word is used for it. */
export type Deed = 'read' | 'create' | 'update' | 'delete' | 'send' | 'start' | 'stop' | 'act';

const words: Readonly<Record<Deed, string>> = {
  read: `get give list show find search fetch retrieve read view lookup look see check query display describe download export count
    compare browse discover tell recommend what who whom when where which how why`,
  create:
    'create add new make insert append register open save put store upload import follow subscribe book invite issue',
  update:
    'update change edit modify set rename adjust replace patch increase decrease turn move switch assign mark',
  delete:
    'delete remove cancel clear drop erase unfollow unsubscribe revoke destroy discard unassign detach purge',
  send: 'send post message notify email publish submit reply forward text',
  start: 'start play resume run trigger launch begin execute enable activate restart retry redo',
  stop: 'stop pause halt end suspend disable deactivate close block lock archive skip',
  // Whatever else is done to a thing.
  act: 'merge approve reject refund transfer convert validate verify confirm calculate render sync',
};

const deeds: ReadonlyMap<string, Deed> = new Map(
  (Object.keys(words) as Deed[]).flatMap((deed) =>
    words[deed].split(/\s+/).map((word) => [stem(word), deed] as const),
  ),
);

export const deedOf = (stemmed: string): Deed | undefined => deeds.get(stemmed);

/** They say only that something is done, not what it is done with: of no weight as words. */
export const isBareVerb = (stemmed: string): boolean => bare.has(stemmed);

const bare: ReadonlySet<string> = new Set(
  `get list show find fetch retrieve read view look see tell display give create make add update change edit delete remove set put
  append save what who when where which how why many much recommend`
    .split(/\s+/)
    .map(stem),
);

export interface Doing {
  readonly readOnly: boolean;
  readonly destructive: boolean;
  readonly method: string | undefined;
  /** Deeds that its name and title say, as words. */
  readonly said: ReadonlySet<Deed>;
}

/** How well what is asked for goes with what a tool does: a factor around 1. */
export const fitOf = (asked: ReadonlySet<Deed>, { readOnly, destructive, method, said }: Doing): number => {
  if (asked.size === 0) return 1;
  const reads = asked.has('read');
  if (reads && asked.size === 1) return readOnly ? 1.1 : destructive ? 0.4 : 0.6;
  if (asked.has('delete') && !reads) {
    if (method === 'DELETE' || said.has('delete')) return 1.5;
    if (destructive) return 1.2;
  } else if (destructive && (method === 'DELETE' || said.has('delete'))) return 0.5;
  if (readOnly && !reads) return 0.7;
  if (asked.has('act')) return 1.1;
  if ([...asked].some((deed) => deed !== 'read' && said.has(deed))) return 1.4;
  // It says that it does something, and that is something else.
  if ([...said].some((deed) => deed !== 'read') && !reads) return 0.75;
  if (asked.has('create') && method === 'POST') return 1.25;
  if (asked.has('update') && (method === 'PUT' || method === 'PATCH')) return 1.25;
  return 1;
};
