import { Button, CloseButton, TextInput } from '@mantine/core';
import { useState } from 'react';
import { IconAdd } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useSchemaForm, type FieldProps } from './form-context.ts';
import { pointerTo } from './pointer.ts';
import { isRecord } from './settle.ts';
import { startValue } from './start-value.ts';
import { without } from './without.ts';
import styles from './schema-form.module.css';

interface EntriesProps extends Pick<FieldProps, 'pointer' | 'value' | 'onChange'> {
  readonly values: unknown;
}

/** Entries under names that the person gives. */
export const MapEntries = ({ pointer, value, values, onChange }: EntriesProps) => {
  const t = useT();
  const { definitions, Field } = useSchemaForm();
  const [named, setNamed] = useState('');
  const held = isRecord(value) ? value : {};
  const name = named.trim();
  const add = (): void => {
    if (name === '' || name in held) return;
    onChange({ ...held, [name]: startValue(values, definitions) ?? '' });
    setNamed('');
  };
  return (
    <div className={styles['fields']}>
      {Object.entries(held).map(([key, entry]) => (
        <div key={key} className={styles['row']}>
          <Field
            label={key}
            pointer={pointerTo(pointer, key)}
            schema={values}
            value={entry}
            required
            onChange={(next) => onChange({ ...held, [key]: next ?? '' })}
          />
          <CloseButton
            size="sm"
            aria-label={t('field.remove', { name: key })}
            onClick={() => onChange(without(held, key))}
          />
        </div>
      ))}
      <div className={styles['row']}>
        <TextInput
          size="xs"
          aria-label={t('field.newName')}
          placeholder={t('field.newName')}
          autoComplete="off"
          value={named}
          onChange={(event) => setNamed(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            add();
          }}
        />
        <Button
          size="xs"
          variant="default"
          leftSection={<IconAdd size={14} />}
          disabled={name === '' || name in held}
          onClick={add}
        >
          {t('field.addEntry')}
        </Button>
      </div>
    </div>
  );
};
