import type { Translate } from '../messages/translate.ts';
import type { KeyStep } from './task-key.ts';

/** The task that a JSON pointer into a flow ends at. */
export const lastName = (pointer: unknown): string | null => {
  if (typeof pointer !== 'string') return null;
  const last = pointer.split('/').at(-1) ?? '';
  return last === '' ? null : last.replaceAll('~1', '/').replaceAll('~0', '~');
};

/** What a row of the timeline is called. People count from one. */
export const stepName = (t: Translate, step: KeyStep): string => {
  switch (step.kind) {
    case 'task':
      if (step.name === ':retry') return t('runs.pauseBetween');
      return step.round === 0 ? step.name : t('runs.again', { name: step.name, round: step.round + 1 });
    case 'iteration':
      return t('runs.iteration', { number: step.number + 1 });
    case 'attempt':
      return t('runs.attempt', { number: step.number + 1 });
    case 'extension':
      return t('runs.extension', { number: step.number + 1 });
    default:
      return step satisfies never;
  }
};
