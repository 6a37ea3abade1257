import { useT } from '../messages/messages-context.tsx';
import type { MessageKey } from '../messages/translate.ts';
import { StateMark, type Tone } from '../show/state-mark.tsx';

interface StateWords {
  readonly tone: Tone;
  readonly word: MessageKey;
}

const waiting: StateWords = { tone: 'waiting', word: 'jobs.waiting' };
const ready: StateWords = { tone: 'waiting', word: 'jobs.ready' };
const running: StateWords = { tone: 'live', word: 'jobs.running' };
const done: StateWords = { tone: 'success', word: 'jobs.done' };
const dead: StateWords = { tone: 'failed', word: 'jobs.dead' };
const discarded: StateWords = { tone: 'quiet', word: 'jobs.discarded' };

export const jobStates: Readonly<Record<string, StateWords>> = {
  waiting,
  ready,
  running,
  done,
  dead,
  discarded,
};

/** A state that the console does not know yet stands there by its own name. */
export const JobState = ({ state }: { readonly state: string }) => {
  const t = useT();
  const known = jobStates[state];
  return known === undefined ? (
    <StateMark tone="quiet">{state}</StateMark>
  ) : (
    <StateMark tone={known.tone}>{t(known.word)}</StateMark>
  );
};
