import { Button } from '@mantine/core';
import { IconKey } from '../../../look/icons.ts';
import { useT } from '../../../messages/messages-context.tsx';
import { useSchemaForm, type FieldProps } from '../../../schema-form/form-context.ts';
import { pointerTo } from '../../../schema-form/pointer.ts';
import { isRecord, settle } from '../../../schema-form/settle.ts';
import { without } from '../../../schema-form/without.ts';
import { useFieldScope } from './field-scope.ts';
import styles from '../step.module.css';

/** An address, and how one signs in there: written as a text alone where there is nothing to sign in with. */
export const EndpointField = (props: FieldProps) => {
  const { value, pointer, schema, onChange } = props;
  const t = useT();
  const scope = useFieldScope();
  const { definitions, Field } = useSchemaForm();
  const settled = settle(schema, definitions);
  const { 'x-authentication': signIn } = settled;
  const plain = without(settled, 'x-control', 'x-authentication');
  const held = isRecord(value) ? value : null;
  const address = held === null ? value : held['uri'];
  return (
    <div className={styles['rows']}>
      <Field
        {...props}
        pointer={held === null ? pointer : pointerTo(pointer, 'uri')}
        schema={{ ...plain, type: 'string' }}
        value={address}
        onChange={(next) => onChange(held === null ? next : { ...held, uri: next ?? '' })}
      />
      {held !== null ? (
        <Field
          label="authentication"
          pointer={pointerTo(pointer, 'authentication')}
          schema={signIn}
          value={held['authentication']}
          required={false}
          onChange={(next) =>
            onChange(next === undefined ? (address ?? '') : { ...held, authentication: next })
          }
        />
      ) : (
        !scope.readOnly && (
          <div>
            <Button
              size="compact-sm"
              variant="subtle"
              leftSection={<IconKey size={14} />}
              onClick={() => onChange({ uri: address ?? '', authentication: { bearer: { token: '' } } })}
            >
              {t('editor.step.endpoint.signIn')}
            </Button>
          </div>
        )
      )}
    </div>
  );
};
