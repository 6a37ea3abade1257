import { Input, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../../../messages/messages-context.tsx';
import { useFieldAbout } from '../../../schema-form/field-about.tsx';
import { useSchemaForm, type FieldProps } from '../../../schema-form/form-context.ts';
import { isRecord, settle } from '../../../schema-form/settle.ts';
import { without } from '../../../schema-form/without.ts';
import { durationOf, durationUnits, writeDuration, type DurationUnit } from './duration.ts';
import { useFieldScope } from './field-scope.ts';
import { useHeld } from './use-held.ts';
import styles from '../step.module.css';

/** So long: a number and a unit. An expression where the schema lets one stand there. */
export const DurationField = (props: FieldProps) => {
  const { value, schema, onChange } = props;
  const { definitions, Field } = useSchemaForm();
  const plain = without(settle(schema, definitions), 'x-control');
  // An expression, the name of a policy, or what has another shape: the text itself is changed.
  if (typeof value === 'string' && durationOf(value) === undefined)
    return <Field {...props} schema={{ ...plain, type: 'string' }} />;
  return <Amount {...props} onChange={onChange} />;
};

const Amount = (props: FieldProps) => {
  const { pointer, value, required, onChange } = props;
  const t = useT();
  const scope = useFieldScope();
  const { onLeave } = useSchemaForm();
  const { label, description, problem } = useFieldAbout(props);
  const known = durationOf(value);
  const [chosen, setChosen] = useState<DurationUnit>('seconds');
  const unit = known?.unit ?? chosen;
  const held = useHeld(known === undefined ? '' : String(known.amount), (text) => {
    if (text.trim() === '') onChange(undefined);
    else if (/^\d+$/.test(text.trim())) onChange(writeDuration({ amount: Number(text), unit }));
  });
  const odd = held.value.trim() !== '' && !/^\d+$/.test(held.value.trim());
  const wrong = odd
    ? t('rule.whole')
    : (problem ?? (isOdd(value) ? t('editor.step.oddDuration') : undefined));
  return (
    <Input.Wrapper
      size="sm"
      label={label}
      labelElement="div"
      description={description}
      required={required}
      {...(wrong === undefined ? {} : { error: wrong })}
    >
      <div className={styles['two']} role="group" aria-label={label}>
        <TextInput
          size="sm"
          aria-label={t('editor.step.howMany', { name: label })}
          inputMode="numeric"
          autoComplete="off"
          data-path={pointer}
          disabled={scope.readOnly}
          value={held.value}
          onChange={(event) => held.type(event.currentTarget.value)}
          onBlur={() => {
            held.settle();
            onLeave(pointer);
          }}
        />
        <NativeSelect
          size="sm"
          aria-label={t('editor.step.unitOf', { name: label })}
          disabled={scope.readOnly}
          value={unit}
          data={durationUnits.map((one) => ({ value: one, label: t(`editor.step.unit.${one}`) }))}
          onChange={(event) => {
            const next = event.currentTarget.value as DurationUnit;
            setChosen(next);
            if (known !== undefined) onChange(writeDuration({ amount: known.amount, unit: next }));
          }}
        />
      </div>
    </Input.Wrapper>
  );
};

const isOdd = (value: unknown): boolean => isRecord(value) && durationOf(value) === undefined;
