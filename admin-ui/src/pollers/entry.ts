import type { NewPoller, Poller } from '../api/shapes.ts';
import { secondsOf, unitOf, type Unit } from './use-say-schedule.ts';

type Tracking = Poller['tracking'];

export interface Timing {
  readonly kind: 'every' | 'cron';
  readonly amount: string;
  readonly unit: Unit;
  readonly cron: string;
  readonly timeZone: string;
}

/** What tells new items from old ones, as it is typed. */
export interface Track {
  readonly by: Tracking['by'];
  readonly items: string;
  readonly id: string;
  readonly value: string;
  readonly argument: string;
  readonly event: string;
  readonly key: string;
  readonly pages: string;
  readonly first: Tracking['first'];
}

export interface Entry {
  readonly name: string;
  readonly operation: string;
  readonly connectionId: string | null;
  readonly input: unknown;
  readonly timing: Timing;
  readonly track: Track;
}

export const emptyTiming: Timing = {
  ...{ kind: 'every', amount: '5', unit: 'minutes', cron: '' },
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
};

export const emptyTrack: Track = {
  ...{ by: 'ids', items: '', id: '', value: '', argument: '', key: '' },
  ...{ event: 'found', pages: '1', first: 'skip' },
};

const timingOf = (schedule: Poller['schedule']): Timing => {
  if (!('everySeconds' in schedule)) return { ...emptyTiming, kind: 'cron', ...schedule };
  const unit = unitOf(schedule.everySeconds);
  return { ...emptyTiming, unit, amount: String(schedule.everySeconds / secondsOf[unit]) };
};

export const entryOf = (poller: Poller): Entry => {
  const { tracking } = poller;
  return {
    ...{ name: poller.name, operation: poller.operation, connectionId: poller.connectionId },
    input: poller.input,
    timing: timingOf(poller.schedule),
    track: {
      ...emptyTrack,
      ...{ by: tracking.by, items: tracking.items, event: tracking.event, first: tracking.first },
      ...{ id: tracking.id ?? '', key: tracking.key ?? '', pages: String(tracking.pages) },
      ...(tracking.by === 'highest' ? { value: tracking.value, argument: tracking.argument ?? '' } : {}),
    },
  };
};

/** Null: nothing that could be a schedule. */
export const scheduleOf = ({ kind, amount, unit, cron, timeZone }: Timing): Poller['schedule'] | null => {
  if (kind === 'cron') return cron.trim() === '' ? null : { cron: cron.trim(), timeZone };
  const seconds = Number(amount) * secondsOf[unit];
  return Number.isInteger(seconds) && seconds > 0 ? { everySeconds: seconds } : null;
};

const trackingOf = (track: Track): Tracking => {
  const shared = {
    items: track.items.trim(),
    pages: Number(track.pages) || 1,
    event: track.event.trim() === '' ? 'found' : track.event.trim(),
    first: track.first,
    ...(track.key.trim() === '' ? {} : { key: track.key.trim() }),
  };
  const id = track.id.trim();
  if (track.by === 'ids') return { by: 'ids', id, ...shared };
  return {
    ...{ by: 'highest', value: track.value.trim(), ...shared },
    ...(id === '' ? {} : { id }),
    ...(track.argument === '' ? {} : { argument: track.argument }),
  };
};

const asked = (entry: Entry, schedule: Poller['schedule']) => ({
  ...{ name: entry.name.trim(), schedule, tracking: trackingOf(entry.track) },
  input: (entry.input ?? {}) as Record<string, unknown>,
});

export const newPollerOf = (connector: string, entry: Entry, schedule: Poller['schedule']): NewPoller => ({
  ...{ connector, operation: entry.operation, ...asked(entry, schedule) },
  ...(entry.connectionId === null ? {} : { connectionId: entry.connectionId }),
});

export const pollerChangeOf = (entry: Entry, schedule: Poller['schedule']) => ({
  ...{ operation: entry.operation, connectionId: entry.connectionId },
  ...asked(entry, schedule),
});

/** The fields that must be filled in and are not, as the hub would name them. */
export const missingIn = ({ name, operation, timing, track }: Entry): readonly string[] => [
  ...(name.trim() === '' ? ['name'] : []),
  ...(operation === '' ? ['operation'] : []),
  ...(timing.kind === 'cron' && timing.cron.trim() === '' ? ['schedule.cron'] : []),
  ...(timing.kind === 'every' && scheduleOf(timing) === null ? ['schedule.everySeconds'] : []),
  ...(track.by === 'ids' && track.id.trim() === '' ? ['tracking.id'] : []),
  ...(track.by === 'highest' && track.value.trim() === '' ? ['tracking.value'] : []),
];
