import { CloseButton } from '@mantine/core';
import { useT } from '../../../messages/messages-context.tsx';
import { controlOf } from '../../../schema-form/control.ts';
import { useSchemaForm, type FieldProps } from '../../../schema-form/form-context.ts';
import { NewEntry } from '../../../schema-form/new-entry.tsx';
import { pointerTo } from '../../../schema-form/pointer.ts';
import { isRecord } from '../../../schema-form/settle.ts';
import { startValue } from '../../../schema-form/start-value.ts';
import { without } from '../../../schema-form/without.ts';
import { NameInput } from './name-input.tsx';
import styles from '../step.module.css';

interface ValuesProps extends Pick<FieldProps, 'pointer' | 'value' | 'onChange'> {
  readonly values: unknown;
}

/** Rows of names and values, all of which can be changed. */
export const NamedValues = ({ pointer, value, values, onChange }: ValuesProps) => {
  const t = useT();
  const { definitions, Field } = useSchemaForm();
  const held = isRecord(value) ? value : {};
  const { kind } = controlOf(values, definitions);
  // The name says what the value is: a label below it would say it again.
  const plain = kind === 'json' || kind === 'text' || kind === 'number';
  const add = (name: string): void => onChange({ ...held, [name]: startValue(values, definitions) ?? '' });
  const rename = (from: string, to: string): void =>
    onChange(Object.fromEntries(Object.entries(held).map(([key, one]) => [key === from ? to : key, one])));
  return (
    <div className={styles['rows']}>
      {Object.entries(held).map(([key, entry], at) => (
        <div key={at} className={styles['row']}>
          <div className={styles['named']} data-plain={plain || undefined}>
            <NameInput
              label={t('editor.step.nameOf', { name: key })}
              name={key}
              taken={Object.keys(held)}
              onChange={(to) => rename(key, to)}
            />
            <Field
              label={t('editor.step.valueOf', { name: key })}
              pointer={pointerTo(pointer, key)}
              schema={values}
              value={entry === '' ? undefined : entry}
              required={false}
              onChange={(next) => onChange({ ...held, [key]: next ?? '' })}
            />
          </div>
          <CloseButton
            size="sm"
            aria-label={t('field.remove', { name: key })}
            onClick={() => onChange(without(held, key))}
          />
        </div>
      ))}
      <div className={styles['row']}>
        <NewEntry isTaken={(name) => Object.hasOwn(held, name)} onAdd={add} />
      </div>
    </div>
  );
};
