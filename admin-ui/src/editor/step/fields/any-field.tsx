import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../../../messages/messages-context.tsx';
import { useFieldAbout } from '../../../schema-form/field-about.tsx';
import { useSchemaForm, type FieldProps } from '../../../schema-form/form-context.ts';
import { JsonText } from '../../../schema-form/json-text.tsx';
import { isRecord, type Schema } from '../../../schema-form/settle.ts';
import { NamedValues } from './named-values.tsx';
import styles from '../step.module.css';

const shapes = ['text', 'lines', 'number', 'yesNo', 'fields', 'json'] as const;
type Shape = (typeof shapes)[number];

const shapeOf = (value: unknown): Shape => {
  if (typeof value === 'string') return value.includes('\n') ? 'lines' : 'text';
  if (value === undefined) return 'text';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'yesNo';
  return isRecord(value) ? 'fields' : 'json';
};

const schemaOf: Readonly<Record<'text' | 'lines' | 'number' | 'yesNo', Schema>> = {
  text: { type: 'string' },
  lines: { type: 'string', contentMediaType: 'text/plain' },
  number: { type: 'number' },
  yesNo: { type: 'boolean' },
};

const firstOf = (shape: Shape, value: unknown): unknown => {
  switch (shape) {
    case 'text':
    case 'lines':
      return typeof value === 'string'
        ? value
        : typeof value === 'number' || typeof value === 'boolean'
          ? String(value)
          : undefined;
    case 'number':
      return value === '' || Number.isNaN(Number(value)) ? 0 : Number(value);
    case 'yesNo':
      return value === 'true' || value === true;
    case 'fields':
      return isRecord(value) ? value : {};
    case 'json':
      return value === undefined ? null : value;
    default:
      return shape satisfies never;
  }
};

/** A value of any kind: which one is asked beside it. */
export const AnyField = (props: FieldProps) => {
  const { pointer, value, onChange } = props;
  const t = useT();
  const { Field } = useSchemaForm();
  const about = useFieldAbout(props);
  const [chosen, setChosen] = useState<Shape | null>(null);
  // What came from elsewhere decides by itself what it is.
  const shape = chosen !== null && fits(chosen, value) ? chosen : shapeOf(value);
  const plain =
    shape === 'json' || shape === 'fields' ? {} : { ...schemaOf[shape], ...wordsOf(props.schema) };
  const select = (
    <NativeSelect
      size="xs"
      variant="unstyled"
      className={styles['kind']}
      aria-label={t('editor.step.kindOf', { name: about.label })}
      value={shape}
      data={shapes.map((one) => ({ value: one, label: t(`editor.step.shape.${one}`) }))}
      onChange={(event) => {
        const next = event.currentTarget.value as Shape;
        setChosen(next);
        onChange(firstOf(next, value));
      }}
    />
  );
  if (shape === 'fields')
    return (
      <div role="group" aria-label={about.label}>
        {select}
        <div className={styles['label']}>{about.label}</div>
        {about.description !== undefined && <p className="muted small">{about.description}</p>}
        <div className={styles['inner']}>
          <NamedValues values={{}} pointer={pointer} value={value} onChange={onChange} />
        </div>
      </div>
    );
  return (
    <>
      {select}
      {shape === 'json' ? (
        <JsonText {...about} pointer={pointer} value={value} rows={4} onChange={onChange} />
      ) : (
        <Field {...props} schema={{ ...plain, 'x-literal': true }} />
      )}
    </>
  );
};

const fits = (shape: Shape, value: unknown): boolean => {
  const own = shapeOf(value);
  if (shape === 'lines' || shape === 'text') return own === 'text' || own === 'lines';
  return own === shape || (shape === 'json' && own === 'fields');
};

/** What the field is called goes with it. */
const wordsOf = (schema: unknown): Readonly<Record<string, unknown>> => {
  if (!isRecord(schema)) return {};
  const { 'x-label': label, description, examples } = schema;
  return {
    ...(label !== undefined && { 'x-label': label }),
    ...(description !== undefined && { description }),
    ...(examples !== undefined && { examples }),
  };
};
