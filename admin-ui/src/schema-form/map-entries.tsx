import { CloseButton } from '@mantine/core';
import { useT } from '../messages/messages-context.tsx';
import { useSchemaForm, type FieldProps } from './form-context.ts';
import { NewEntry } from './new-entry.tsx';
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
  const held = isRecord(value) ? value : {};
  const add = (name: string): void => onChange({ ...held, [name]: startValue(values, definitions) ?? '' });
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
        <NewEntry isTaken={(name) => name in held} onAdd={add} />
      </div>
    </div>
  );
};
