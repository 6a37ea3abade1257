import { durationText } from '../../runs/duration.ts';
import { eventTypesOf } from './event-types.ts';
import { mapOf, shortText, textOf } from './plain-values.ts';
import type { Words } from './what-it-does.ts';

export type TriggerKind = 'event' | 'time' | 'http' | 'called';

export interface Trigger {
  readonly kind: TriggerKind;
  readonly text: string;
}

/** What starts the flow. */
export const triggerOf = (flow: Readonly<Record<string, unknown>>, { t, language }: Words): Trigger => {
  const schedule = mapOf(flow['schedule']);
  if (schedule['on'] !== undefined)
    return { kind: 'event', text: eventTypesOf(schedule['on']).types.join(', ') };
  if (schedule['cron'] !== undefined) return { kind: 'time', text: textOf(schedule['cron']) };
  for (const way of ['every', 'after'] as const) {
    if (schedule[way] === undefined) continue;
    return {
      kind: 'time',
      text: t(`editor.canvas.trigger.${way}`, { time: timeText(schedule[way], language) }),
    };
  }
  const { http } = mapOf(mapOf(flow['document'])['metadata']);
  if (http !== undefined) {
    const { method = 'post', path } = mapOf(http);
    return { kind: 'http', text: `${textOf(method).toUpperCase()} ${shortText(path)}` };
  }
  return { kind: 'called', text: t('editor.canvas.trigger.calledText') };
};

const sizes = {
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1_000,
  milliseconds: 1,
} as const;

const timeText = (given: unknown, language: Words['language']): string => {
  if (typeof given === 'string') return given;
  const parts = mapOf(given);
  const ms = Object.entries(sizes).reduce((sum, [unit, size]) => sum + Number(parts[unit] ?? 0) * size, 0);
  return durationText(language, ms);
};
