import type { Drawing } from './drawing.ts';

/** A run that is drawn over the flow. */

export type RunStatus = 'waiting' | 'running' | 'done' | 'failed' | 'skipped';

export interface RunMark {
  readonly status: RunStatus;
  readonly attempts: number;
  /** None while it is under way. */
  readonly ms: number | null;
  /** How many times round: in a loop, or after a jump back. */
  readonly count: number;
  /** Why it failed. */
  readonly error?: string | null;
}

/** By place. What the run did not come to has none. */
export type RunMarks = ReadonlyMap<string, RunMark>;

const none: ReadonlySet<string> = new Set();

/**
 * The lines that the run went along, as far as its marks tell: between two steps that it came to, where the first one is over. Where
 * ways meet, all that come in count when one was taken that leads there.
 */
export const linesTaken = ({ lines, byId }: Drawing, marks: RunMarks | undefined): ReadonlySet<string> => {
  if (marks === undefined || marks.size === 0) return none;
  const reached = (id: string): boolean => {
    const box = byId.get(id);
    return box === undefined || box.step === null || marks.has(id);
  };
  const over = (id: string): boolean => {
    const status = marks.get(id)?.status;
    return status === 'done' || status === 'skipped';
  };
  /** How many ways of a switch have no step whose mark would tell. */
  const silent = (id: string): number =>
    lines.filter(({ from, to }) => from === id && (byId.get(to)?.step ?? null) === null).length;
  const led = new Set(lines.flatMap(({ from, to }) => (marks.has(to) ? [from] : [])));
  const meetings = new Set<string>();
  const taken = new Set<string>();
  for (const { id, kind, from, to } of lines) {
    const box = byId.get(from);
    const inside = box?.kind === 'frame' || box?.kind === 'part';
    // The way into a frame is taken before the frame is over.
    const left =
      box === undefined
        ? meetings.has(from)
        : box.step === null
          ? partEntered(from, marks)
          : inside || over(from);
    if (!left || !reached(to) || (kind === 'jump' && !marks.has(to))) continue;
    // A switch has ways to many steps, and was at each of them that has a mark.
    const isSilent = box?.step?.kind === 'switch' && (byId.get(to)?.step ?? null) === null;
    if (isSilent && led.has(from)) continue;
    if (byId.get(to) === undefined) meetings.add(to);
    // Which one of several it was nobody can tell.
    if (!isSilent || silent(from) === 1) taken.add(id);
  }
  return taken;
};

/** The flow's own beginning, or one of the blocks of a frame in which something happened. */
const partEntered = (id: string, marks: RunMarks): boolean => {
  if (!id.startsWith('/')) return true;
  for (const place of marks.keys()) if (place.startsWith(`${id}/`)) return true;
  return false;
};
