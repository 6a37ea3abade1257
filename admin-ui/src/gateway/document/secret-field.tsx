import { Button, Group, Input, PasswordInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../../messages/messages-context.tsx';
import { useFieldAbout } from '../../schema-form/field-about.tsx';
import { useSchemaForm, type FieldProps } from '../../schema-form/form-context.ts';
import { isRecord, settle } from '../../schema-form/settle.ts';
import { StateMark } from '../../show/state-mark.tsx';

const isSet = (value: unknown): boolean => isRecord(value) && value['secret'] === true;

/** What nobody sees again: that it is set, or a new one as it is typed. */
export const SecretField = (props: FieldProps) => {
  const t = useT();
  const { definitions } = useSchemaForm();
  const { label, description, problem } = useFieldAbout(props);
  const { pointer, value, schema, required, onChange } = props;
  // What was there comes back when one thinks better of it.
  const [before, setBefore] = useState<unknown>(undefined);
  const keep = Number(settle(schema, definitions)['maxLength'] ?? 0) > 1_000;
  const error = problem === undefined ? {} : { error: problem };
  if (isSet(value))
    return (
      <Input.Wrapper
        label={label}
        labelElement="div"
        description={description}
        required={required}
        {...error}
      >
        <Group gap={12} mt={4}>
          <StateMark tone="success">{t('gateway.secret.set')}</StateMark>
          <Button
            size="compact-sm"
            variant="default"
            data-path={pointer}
            aria-label={t('gateway.secret.replaceOne', { name: label })}
            onClick={() => {
              setBefore(value);
              onChange('');
            }}
          >
            {t('gateway.secret.replace')}
          </Button>
          {!required && (
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              aria-label={t('field.remove', { name: label })}
              onClick={() => onChange(undefined)}
            >
              {t('gateway.secret.remove')}
            </Button>
          )}
        </Group>
      </Input.Wrapper>
    );
  const text = typeof value === 'string' ? value : '';
  const give = (next: string): void => onChange(next === '' && before === undefined ? undefined : next);
  const field = {
    ...{ size: 'sm' as const, label, description, required, 'data-path': pointer },
    ...{ autoComplete: 'off', spellCheck: false, value: text, ...error },
  };
  return (
    <div>
      {keep && text.includes('-----BEGIN') ? (
        <Textarea {...field} rows={5} onChange={({ currentTarget }) => give(currentTarget.value)} />
      ) : (
        <PasswordInput
          {...field}
          visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
          onPaste={(event) => {
            // A field of one line would take the lines of a key apart.
            const pasted = event.clipboardData.getData('text');
            if (!pasted.includes('-----BEGIN')) return;
            event.preventDefault();
            give(pasted);
          }}
          onChange={({ currentTarget }) => give(currentTarget.value)}
        />
      )}
      {before !== undefined && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          mt={4}
          onClick={() => {
            onChange(before);
            setBefore(undefined);
          }}
        >
          {t('gateway.secret.keep')}
        </Button>
      )}
    </div>
  );
};
