import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../messages/messages-context.tsx';
import type { MessageKey, Translate } from '../messages/translate.ts';
import { bestChoice } from './best-choice.ts';
import { controlOf, type Choice, type Property } from './control.ts';
import { useFieldAbout } from './field-about.tsx';
import { useSchemaForm, type FieldProps } from './form-context.ts';
import { ObjectFields } from './object-fields.tsx';
import { startValue } from './start-value.ts';
import styles from './schema-form.module.css';

/** One of several shapes: which one is asked first, and its fields follow. */
export const ChoiceField = (props: FieldProps & { readonly choices: readonly Choice[] }) => {
  const { pointer, value, required, choices, onChange } = props;
  const t = useT();
  const { definitions, Field } = useSchemaForm();
  const { label, description, problem } = useFieldAbout(props);
  const [chosen, setChosen] = useState<number | null>(null);
  const place = value === undefined ? null : (chosen ?? bestChoice(choices, value, definitions));
  // A choice whose value is still empty is chosen all the same.
  const shown = place ?? chosen;
  const choice = shown === null ? undefined : choices[shown];
  const control = choice === undefined ? undefined : controlOf(choice.schema, definitions);
  // What tells the shapes apart has been said by the choice.
  const isMark = ({ required: needed, schema }: Property): boolean =>
    needed && controlOf(schema, definitions).kind === 'constant';
  return (
    <div className={styles['fields']}>
      <NativeSelect
        size="sm"
        label={label}
        description={description}
        required={required}
        data-path={pointer}
        {...(problem === undefined ? {} : { error: problem })}
        data={[
          { value: '', label: t(required ? 'field.choose' : 'field.notSet') },
          ...choices.map((one, at) => ({ value: String(at), label: choiceLabel(t, one) })),
        ]}
        value={shown === null ? '' : String(shown)}
        onChange={(event) => {
          const next = event.currentTarget.value;
          setChosen(next === '' ? null : Number(next));
          onChange(next === '' ? undefined : startValue(choices[Number(next)]?.schema, definitions));
        }}
      />
      {choice !== undefined && control !== undefined && control.kind !== 'constant' && (
        <div className={styles['inner']}>
          {control.kind === 'object' ? (
            <ObjectFields
              key={shown}
              properties={control.properties.filter((one) => !isMark(one))}
              pointer={pointer}
              value={value}
              onChange={onChange}
            />
          ) : (
            <Field
              key={shown}
              label={choiceLabel(t, choice)}
              pointer={pointer}
              schema={choice.schema}
              value={value}
              required={required}
              onChange={onChange}
            />
          )}
        </div>
      )}
    </div>
  );
};

const typeWords = {
  string: 'field.type.string',
  array: 'field.type.array',
  object: 'field.type.object',
  boolean: 'field.type.boolean',
  number: 'field.type.number',
  integer: 'field.type.number',
} as const satisfies Readonly<Record<string, MessageKey>>;

/** Where the schema has no name for a shape it is told by its type. */
const choiceLabel = (t: Translate, { label }: Choice): string =>
  Object.hasOwn(typeWords, label) ? t(typeWords[label as keyof typeof typeWords]) : label;
