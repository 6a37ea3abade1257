import { Button, Checkbox, NativeSelect, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../messages/messages-context.tsx';
import type { Track } from './entry.ts';

interface FieldsProps {
  readonly connector: string;
  readonly value: Track;
  /** Those that could take the highest value. */
  readonly argumentNames: readonly string[];
  errorAt(path: string): string | undefined;
  onChange(value: Track): void;
}

/** What tells new items from those that were there. */
export const TrackFields = ({ connector, value, argumentNames, errorAt, onChange }: FieldsProps) => {
  const t = useT();
  const [all, setAll] = useState(false);
  const field = (name: 'items' | 'id' | 'value' | 'event' | 'key' | 'pages') => {
    const path = `tracking.${name}`;
    const error = errorAt(path);
    return {
      'data-path': path,
      autoComplete: 'off',
      spellCheck: false,
      ...(error === undefined ? {} : { error }),
      value: value[name],
      onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
        onChange({ ...value, [name]: event.currentTarget.value }),
    };
  };
  const seldom = all || value.key !== '' || value.pages !== '1' || errorAt('tracking.key') !== undefined;
  return (
    <Stack gap={12} role="group" aria-label={t('pollers.tracking')}>
      <p style={{ fontWeight: 600 }}>{t('pollers.tracking')}</p>
      <TextInput
        label={t('pollers.items')}
        description={t('pollers.itemsText')}
        placeholder="/data"
        {...field('items')}
      />
      <div>
        <p style={{ marginBottom: 4, fontWeight: 600 }}>{t('pollers.by')}</p>
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={t('pollers.by')}
          value={value.by}
          onChange={(by) => onChange({ ...value, by: by === 'highest' ? 'highest' : 'ids' })}
          data={[
            { value: 'ids', label: t('pollers.byId') },
            { value: 'highest', label: t('pollers.byHighest') },
          ]}
        />
        <p className="muted small" style={{ marginTop: 4 }}>
          {t(value.by === 'ids' ? 'pollers.byIdText' : 'pollers.byHighestText')}
        </p>
      </div>
      {value.by === 'highest' && (
        <TextInput
          label={t('pollers.value')}
          description={t('pollers.valueText')}
          placeholder="/updatedAt"
          required
          {...field('value')}
        />
      )}
      <TextInput
        label={t('pollers.id')}
        description={t(value.by === 'ids' ? 'pollers.idText' : 'pollers.idOfSameText')}
        placeholder="/id"
        required={value.by === 'ids'}
        {...field('id')}
      />
      {value.by === 'highest' && argumentNames.length > 0 && (
        <NativeSelect
          label={t('pollers.argument')}
          description={t('pollers.argumentText')}
          data={[{ value: '', label: t('field.notSet') }, ...argumentNames]}
          value={value.argument}
          onChange={(event) => onChange({ ...value, argument: event.currentTarget.value })}
        />
      )}
      <TextInput
        label={t('pollers.event')}
        description={t('pollers.eventText', { type: `${connector}.${value.event.trim() || 'found'}` })}
        {...field('event')}
      />
      <Checkbox
        size="xs"
        label={t('pollers.first')}
        description={t('pollers.firstText')}
        checked={value.first === 'emit'}
        onChange={(event) => onChange({ ...value, first: event.currentTarget.checked ? 'emit' : 'skip' })}
      />
      {seldom ? (
        <>
          <TextInput label={t('pollers.pages')} inputMode="numeric" {...field('pages')} />
          <TextInput
            label={t('check.key')}
            description={t('check.keyText')}
            placeholder="/contact/id"
            {...field('key')}
          />
        </>
      ) : (
        <div>
          <Button size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
            {t('field.more', { count: 2 })}
          </Button>
        </div>
      )}
    </Stack>
  );
};
