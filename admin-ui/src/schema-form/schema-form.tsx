import { SegmentedControl } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { useT } from '../messages/messages-context.tsx';
import { controlOf } from './control.ts';
import { SchemaFormProvider, type FieldWords } from './form-context.ts';
import { JsonText } from './json-text.tsx';
import { ListedProblems } from './listed-problems.tsx';
import { ObjectFields } from './object-fields.tsx';
import { SchemaField } from './schema-field.tsx';
import { definitionsOf } from './settle.ts';
import type { FormProblems } from './use-form-problems.ts';
import styles from './schema-form.module.css';

interface FormProps {
  readonly label: string;
  readonly schema: unknown;
  readonly value: unknown;
  readonly problems: FormProblems;
  /** What stands there when there is nothing to fill in. */
  readonly nothing: string;
  readonly words?: (pointer: string) => FieldWords | undefined;
  /** The value as text; JSON where the page brings nothing else. */
  readonly asText?: ReactNode;
  readonly textLabel?: string;
  /** All fields at once, also those that are seldom filled in. */
  readonly whole?: boolean;
  onChange(value: unknown): void;
  /** Whether the value as JSON can be read; as a form it always can. */
  onReadable?(readable: boolean): void;
}

const noWords = (): undefined => undefined;

/** A value by a form made of its schema, or as text: two views of the same. */
export const SchemaForm = (props: FormProps) => {
  const { label, schema, value, problems, words = noWords, onChange } = props;
  const t = useT();
  const [view, setView] = useState('form');
  const definitions = useMemo(() => definitionsOf(schema), [schema]);
  const control = controlOf(schema, definitions);
  const empty = control.kind === 'object' && control.properties.length === 0;
  const text = props.asText ?? (
    <JsonText
      label={label}
      pointer=""
      value={value}
      rows={16}
      onChange={onChange}
      {...(props.onReadable !== undefined && { onReadable: props.onReadable })}
    />
  );
  return (
    <SchemaFormProvider
      value={{ definitions, Field: SchemaField, words, problemAt: problems.at, onLeave: problems.leave }}
    >
      <div className={styles['head']}>
        <h2>{label}</h2>
        {control.kind !== 'json' && !empty && (
          <SegmentedControl
            size="xs"
            aria-label={t('field.view')}
            value={view}
            onChange={(next) => {
              setView(next);
              // What could not be read is left behind.
              props.onReadable?.(true);
            }}
            data={[
              { value: 'form', label: t('field.form') },
              { value: 'text', label: props.textLabel ?? 'JSON' },
            ]}
          />
        )}
      </div>
      <ListedProblems problems={problems.listed} />
      {empty ? (
        <p className="muted">{props.nothing}</p>
      ) : view === 'text' || control.kind === 'json' ? (
        text
      ) : control.kind === 'object' ? (
        <ObjectFields
          properties={control.properties}
          pointer=""
          value={value}
          whole={props.whole ?? false}
          onChange={onChange}
        />
      ) : (
        <SchemaField label={label} pointer="" schema={schema} value={value} required onChange={onChange} />
      )}
    </SchemaFormProvider>
  );
};
