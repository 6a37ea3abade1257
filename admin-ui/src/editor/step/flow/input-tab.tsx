import { Button, Checkbox, CloseButton, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { IconAdd } from '../../../look/icons.ts';
import { useT } from '../../../messages/messages-context.tsx';
import { JsonText } from '../../../schema-form/json-text.tsx';
import { isRecord } from '../../../schema-form/settle.ts';
import { without } from '../../../schema-form/without.ts';
import { freeName } from '../fields/free-name.ts';
import { NameInput } from '../fields/name-input.tsx';
import { useHeld } from '../fields/use-held.ts';
import { valueAt } from '../forms/parts.ts';
import { useChangeValue } from '../use-change-value.ts';
import type { FlowFormProps } from './flow-form.tsx';
import { fieldTypes, isSimple, schemaOfType, typeOf, withType, type FieldType } from './input-fields.ts';
import styles from '../step.module.css';

type Fields = Readonly<Record<string, unknown>>;

/** What the flow takes: rows of fields where they say it all, and JSON Schema. */
export const InputTab = ({ editor, shape, readOnly }: FlowFormProps) => {
  const t = useT();
  const change = useChangeValue(editor, '/input/schema');
  const before = valueAt(shape.value, '/input/schema');
  const schema = valueAt(before, '/document');
  const simple = isSimple(schema);
  const [view, setView] = useState<string>('form');
  const put = (next: unknown): void => {
    if (next === undefined) change(before, undefined);
    else change(before, { ...(isRecord(before) ? before : { format: 'json' }), document: next });
  };
  return (
    <fieldset className={styles['form']} disabled={readOnly} aria-label={t('editor.step.flow.tabs.input')}>
      <p className="muted">{t('editor.step.flow.inputText')}</p>
      <SegmentedControl
        size="xs"
        aria-label={t('field.view')}
        value={simple ? view : 'json'}
        disabled={!simple}
        onChange={setView}
        data={[
          { value: 'form', label: t('field.form') },
          { value: 'json', label: t('editor.step.flow.schema') },
        ]}
      />
      {!simple && <p className="muted small">{t('editor.step.flow.schemaText')}</p>}
      {simple && view === 'form' ? (
        <Rows schema={isRecord(schema) ? schema : {}} onChange={put} />
      ) : (
        <WholeSchema schema={schema} onChange={put} />
      )}
    </fieldset>
  );
};

interface SchemaProps {
  readonly schema: unknown;
  onChange(schema: unknown): void;
}

const WholeSchema = ({ schema, onChange }: SchemaProps) => {
  const t = useT();
  const held = useHeld(schema, onChange);
  return (
    <div onBlur={held.settle}>
      <JsonText
        label={t('editor.step.flow.schema')}
        pointer="/input/schema/document"
        value={held.value}
        rows={18}
        onChange={held.type}
      />
    </div>
  );
};

const Rows = ({ schema, onChange }: { readonly schema: Fields; onChange(schema: unknown): void }) => {
  const t = useT();
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  const names = Object.keys(properties);
  const write = (fields: Fields, needed: readonly string[]): void => {
    onChange({
      ...without(schema, 'required'),
      type: 'object',
      properties: fields,
      ...(needed.length > 0 && { required: needed }),
    });
  };
  const rename = (from: string, to: string): void =>
    write(
      Object.fromEntries(Object.entries(properties).map(([name, one]) => [name === from ? to : name, one])),
      required.map((name) => (name === from ? to : name)),
    );
  return (
    <div className={styles['rows']}>
      {Object.entries(properties).map(([name, field], at) => (
        <div key={at} className={styles['row']}>
          <div className={styles['named']}>
            <div className={styles['two']}>
              <NameInput
                label={t('editor.step.flow.field', { name })}
                name={name}
                taken={names}
                onChange={(to) => rename(name, to)}
              />
              <NativeSelect
                size="xs"
                aria-label={t('editor.step.flow.fieldType', { name })}
                value={typeOf(field)}
                data={fieldTypes.map((type) => ({ value: type, label: t(`editor.step.flow.type.${type}`) }))}
                onChange={(event) =>
                  write(
                    { ...properties, [name]: withType(field, event.currentTarget.value as FieldType) },
                    required,
                  )
                }
              />
            </div>
            <About
              name={name}
              field={field}
              onChange={(next) => write({ ...properties, [name]: next }, required)}
            />
            <Checkbox
              size="xs"
              label={t('editor.step.flow.needed')}
              aria-label={t('editor.step.flow.fieldNeeded', { name })}
              checked={required.includes(name)}
              onChange={(event) =>
                write(
                  properties,
                  event.currentTarget.checked ? [...required, name] : required.filter((one) => one !== name),
                )
              }
            />
          </div>
          <CloseButton
            size="sm"
            aria-label={t('field.remove', { name })}
            onClick={() =>
              write(
                without(properties, name),
                required.filter((one) => one !== name),
              )
            }
          />
        </div>
      ))}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconAdd size={14} />}
          onClick={() =>
            write({ ...properties, [freeName('field', names)]: schemaOfType('string') }, required)
          }
        >
          {t('field.addEntry')}
        </Button>
      </div>
    </div>
  );
};

interface AboutProps {
  readonly name: string;
  readonly field: unknown;
  onChange(field: unknown): void;
}

const About = ({ name, field, onChange }: AboutProps) => {
  const t = useT();
  const own = isRecord(field) ? field : {};
  const { description } = own;
  const held = useHeld(typeof description === 'string' ? description : '', (text) =>
    onChange(text.trim() === '' ? without(own, 'description') : { ...own, description: text }),
  );
  return (
    <TextInput
      size="xs"
      aria-label={t('editor.step.flow.fieldAbout', { name })}
      placeholder={t('editor.step.flow.whatItIs')}
      autoComplete="off"
      value={held.value}
      onChange={(event) => held.type(event.currentTarget.value)}
      onBlur={held.settle}
    />
  );
};
