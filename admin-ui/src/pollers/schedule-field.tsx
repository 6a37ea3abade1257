import { Group, NativeSelect, SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import type { Poller } from '../api/shapes.ts';
import { useMessages } from '../messages/messages-context.tsx';
import { timezones } from '../settings/timezones.ts';
import { scheduleOf, type Timing } from './entry.ts';
import { sayCron } from './say-cron.ts';
import { units, useSaySchedule, type Unit } from './use-say-schedule.ts';

interface FieldProps {
  readonly value: Timing;
  errorAt(path: string): string | undefined;
  onChange(value: Timing): void;
}

/** When: every so often, or by a cron expression; in words below. */
export const ScheduleField = ({ value, errorAt, onChange }: FieldProps) => {
  const { t, language } = useMessages();
  const say = useSaySchedule();
  const schedule: Poller['schedule'] | null = scheduleOf(value);
  const readable =
    schedule !== null &&
    ('everySeconds' in schedule || sayCron(schedule.cron, { t, language }) !== undefined);
  const wrong = (path: string) => {
    const error = errorAt(path) ?? errorAt('schedule');
    return { 'data-path': path, ...(error === undefined ? {} : { error }) };
  };
  return (
    <Stack gap={8} role="group" aria-label={t('pollers.schedule')}>
      <Group justify="space-between">
        <span style={{ fontWeight: 600 }}>{t('pollers.schedule')}</span>
        <SegmentedControl
          size="xs"
          aria-label={t('pollers.schedule')}
          value={value.kind}
          onChange={(kind) => onChange({ ...value, kind: kind === 'cron' ? 'cron' : 'every' })}
          data={[
            { value: 'every', label: t('schedule.often') },
            { value: 'cron', label: t('schedule.cron') },
          ]}
        />
      </Group>
      {value.kind === 'every' ? (
        <Group gap={8} align="flex-start" wrap="nowrap">
          <TextInput
            flex={1}
            aria-label={t('schedule.number')}
            inputMode="numeric"
            autoComplete="off"
            {...wrong('schedule.everySeconds')}
            value={value.amount}
            onChange={(event) => onChange({ ...value, amount: event.currentTarget.value })}
          />
          <NativeSelect
            w={140}
            aria-label={t('schedule.unit')}
            data={[...units].reverse().map((unit) => ({ value: unit, label: t(`schedule.${unit}`) }))}
            value={value.unit}
            onChange={(event) => onChange({ ...value, unit: event.currentTarget.value as Unit })}
          />
        </Group>
      ) : (
        <>
          <TextInput
            label={t('schedule.expression')}
            description={t('schedule.expressionText')}
            placeholder="*/5 8-18 * * 1-5"
            autoComplete="off"
            spellCheck={false}
            {...wrong('schedule.cron')}
            value={value.cron}
            onChange={(event) => onChange({ ...value, cron: event.currentTarget.value })}
          />
          <Select
            label={t('settings.timezone')}
            searchable
            allowDeselect={false}
            data={timezones(value.timeZone)}
            {...wrong('schedule.timeZone')}
            value={value.timeZone}
            onChange={(timeZone) => onChange({ ...value, timeZone: timeZone ?? 'UTC' })}
          />
        </>
      )}
      <p className="muted" role="status">
        {readable && schedule !== null ? say(schedule) : t('schedule.unread')}
      </p>
    </Stack>
  );
};
