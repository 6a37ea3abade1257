import { asProblem, type Problem } from '../../api/problem.ts';

/** Something that is wrong with a text, or probably not meant, and where. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface Findings<Found = Finding> {
  readonly problems: readonly Found[];
  readonly warnings: readonly Found[];
}

/** A draft as the hub has it. */
export interface HubDraft<Found = Finding> extends Findings<Found> {
  readonly text: string;
  /** Counts the saves. */
  readonly fence: number;
  readonly savedByName: string;
}

export interface Unsaved {
  readonly text: string;
  readonly fence: number;
}

/** What a browser kept, as far as it is one. */
export const asUnsaved = (kept: Record<string, unknown> | null): Unsaved | null => {
  const { text, fence } = kept ?? {};
  return typeof text === 'string' && typeof fence === 'number' ? { text, fence } : null;
};

export type Phase =
  | 'saved'
  /** Typed, and about to be saved. */
  | 'waiting'
  | 'saving'
  /** The hub does not answer: tried again by itself. */
  | 'away'
  /** The hub does not take it as it is: tried again when it has changed. */
  | 'refused'
  /** Somebody else saved meanwhile: a person has to choose. */
  | 'conflict';

export interface SaverState<Found = Finding> {
  readonly phase: Phase;
  readonly text: string;
  /** What `text` was made from. */
  readonly fence: number;
  /** The text of that fence; null when it is not known here any more. */
  readonly base: string | null;
  readonly findings: Findings<Found>;
  readonly problem: Problem | null;
  /** Who saved meanwhile. */
  readonly other: { readonly fence: number; readonly savedByName: string } | null;
}

export interface SaverParts<Found = Finding> {
  readonly first: HubDraft<Found>;
  /** What this browser kept of the last time. */
  readonly kept: Unsaved | null;
  /** Writes over the draft of that fence, and over no other. */
  save(unsaved: Unsaved): Promise<HubDraft<Found>>;
  /** Remembers what is not saved yet; null when all is. */
  keep(unsaved: Unsaved | null): void;
  /** Calls after a while; returns how to call it off. */
  after(ms: number, run: () => void): () => void;
}

export interface DraftSaver<Found = Finding> {
  state(): SaverState<Found>;
  subscribe(listener: () => void): () => void;
  type(text: string): void;
  /** Saves now what is not saved; done when it is, or cannot be. */
  flush(): Promise<void>;
  /** The page is there: what cannot be saved is tried again. Returns how to leave it, with one last try. */
  open(): () => void;
  /** What the hub has, as it was read just now. */
  heard(draft: HubDraft<Found>): void;
  takeTheirs(draft: HubDraft<Found>): void;
  /** Saves a text that was made from theirs as well. */
  joinTheirs(draft: HubDraft<Found>, text: string): void;
  /** Saves over what somebody else saved. */
  keepMine(): Promise<void>;
}

/** So long after the last key it is saved. */
const restMs = 800;
const retryMs = 4_000;

/** Saves a text as it is typed. Nothing that was typed is lost, and nothing of somebody else's is written over unasked. */
export const openDraftSaver = <Found = Finding>(parts: SaverParts<Found>): DraftSaver<Found> => {
  const listeners = new Set<() => void>();
  let state = firstState(parts);
  let callOff = (): void => undefined;
  let saving: Promise<void> | null = null;
  let opened = false;

  const become = (next: Partial<SaverState<Found>>): void => {
    state = { ...state, ...next };
    for (const listener of listeners) listener();
  };
  const plan = (ms: number): void => {
    callOff();
    if (opened) callOff = parts.after(ms, () => void flush());
  };

  const send = async (): Promise<void> => {
    const unsaved = { text: state.text, fence: state.fence };
    become({ phase: 'saving', problem: null });
    try {
      const { fence, problems, warnings } = await parts.save(unsaved);
      const more = state.text !== unsaved.text;
      parts.keep(more ? { text: state.text, fence } : null);
      const base = unsaved.text;
      become({ phase: more ? 'waiting' : 'saved', fence, base, findings: { problems, warnings } });
      if (more) plan(restMs);
    } catch (error) {
      failed(asProblem(error));
    }
  };

  const failed = (problem: Problem): void => {
    const { code, more } = problem;
    if (code === 'conflict' && typeof more['fence'] === 'number') {
      const savedByName = typeof more['savedByName'] === 'string' ? more['savedByName'] : '';
      become({ phase: 'conflict', problem, other: { fence: more['fence'], savedByName } });
      return;
    }
    const passing = problem.passing || problem.status === 429 || problem.status === 401;
    become({ phase: passing ? 'away' : 'refused', problem });
    if (passing) plan(problem.retryAfterMs ?? retryMs);
  };

  const flush = async (): Promise<void> => {
    callOff();
    // What is typed while a save is under way goes with the next one.
    while (saving !== null) await saving;
    if (state.phase !== 'waiting' && state.phase !== 'away') return;
    saving = send().finally(() => (saving = null));
    await saving;
  };

  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    type: (text) => {
      if (text === state.text) return;
      parts.keep({ text, fence: state.fence });
      if (state.phase === 'conflict' || state.phase === 'saving') {
        become({ text });
        return;
      }
      become({ text, phase: 'waiting', problem: null });
      plan(restMs);
    },
    flush,
    open: () => {
      opened = true;
      if (state.phase === 'waiting') plan(restMs);
      return () => {
        opened = false;
        void flush();
      };
    },
    heard: (draft) => {
      if (draft.fence <= state.fence || state.phase === 'saving') return;
      if (state.phase === 'saved') become(taken(draft));
      else {
        callOff();
        become({ phase: 'conflict', other: { fence: draft.fence, savedByName: draft.savedByName } });
      }
    },
    takeTheirs: (draft) => {
      callOff();
      parts.keep(null);
      become(taken(draft));
    },
    joinTheirs: (draft, text) => {
      callOff();
      parts.keep({ text, fence: draft.fence });
      become({ ...taken(draft), phase: 'waiting', text });
      plan(restMs);
    },
    keepMine: async () => {
      const { other } = state;
      if (other === null) return;
      become({ phase: 'waiting', fence: other.fence, base: null, other: null });
      await flush();
    },
  };
};

const taken = <Found>({ text, fence, problems, warnings }: HubDraft<Found>): SaverState<Found> => ({
  ...{
    phase: 'saved',
    text,
    fence,
    base: text,
    findings: { problems, warnings },
    problem: null,
    other: null,
  },
});

/** What was typed before the page was left stands in it again. */
const firstState = <Found>({ first, kept }: SaverParts<Found>): SaverState<Found> => {
  const state = taken(first);
  if (kept === null || kept.text === first.text) return state;
  if (kept.fence === first.fence) return { ...state, phase: 'waiting', text: kept.text };
  const { fence, savedByName } = first;
  return {
    ...state,
    ...{ phase: 'conflict', text: kept.text, fence: kept.fence, base: null },
    other: { fence, savedByName },
  };
};
