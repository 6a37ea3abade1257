import type { MessageKey, Translate } from '../messages/translate.ts';

const words: Readonly<Record<string, MessageKey>> = {
  call: 'runs.trigger.call',
  http: 'runs.trigger.http',
  schedule: 'runs.trigger.schedule',
  flow: 'runs.trigger.flow',
  test: 'runs.trigger.test',
};

/** What began a run; an event by its type. */
export const triggerText = (t: Translate, trigger: string): string => {
  const type = trigger.startsWith('event:') ? trigger.slice('event:'.length) : null;
  if (type !== null) return t('runs.trigger.eventOf', { type });
  const word = words[trigger];
  return word === undefined ? trigger : t(word);
};
