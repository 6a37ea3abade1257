import { Button } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../messages/messages-context.tsx';
import type { Property } from './control.ts';
import { pointerTo } from './pointer.ts';
import { useSchemaForm } from './form-context.ts';
import { isRecord } from './settle.ts';
import { without } from './without.ts';
import styles from './schema-form.module.css';

interface ObjectProps {
  readonly properties: readonly Property[];
  readonly pointer: string;
  readonly value: unknown;
  /** Nothing is a step away. */
  readonly whole?: boolean;
  onChange(value: unknown): void;
}

/** So many optional fields stand there at once; more are a step away. */
const shownOptional = 5;

/** The fields of an object: what must be said first, then what has been said, then what may be. */
export const ObjectFields = ({ properties, pointer, value, whole = false, onChange }: ObjectProps) => {
  const t = useT();
  const { Field } = useSchemaForm();
  const [all, setAll] = useState(whole);
  // What was there when the form was drawn stays in view, also when it is emptied.
  const [first] = useState(() => new Set(Object.keys(isRecord(value) ? value : {})));
  const held = isRecord(value) ? value : {};
  const needed = properties.filter(({ required }) => required);
  const optional = properties.filter(({ required }) => !required);
  const few = optional.length <= shownOptional + 1;
  const shown =
    all || few ? optional : optional.filter(({ name }) => first.has(name) || held[name] !== undefined);
  const hidden = optional.length - shown.length;
  const set = (name: string, next: unknown): void => {
    onChange(next === undefined ? without(held, name) : { ...held, [name]: next });
  };
  return (
    <div className={styles['fields']}>
      {[...needed, ...shown].map(({ name, schema, required }) => (
        <Field
          key={name}
          label={name}
          pointer={pointerTo(pointer, name)}
          schema={schema}
          value={held[name]}
          required={required}
          onChange={(next) => set(name, next)}
        />
      ))}
      {hidden > 0 && (
        <div>
          <Button size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
            {t('field.more', { count: hidden })}
          </Button>
        </div>
      )}
    </div>
  );
};
