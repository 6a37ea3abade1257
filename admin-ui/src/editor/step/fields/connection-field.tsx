import { NativeSelect } from '@mantine/core';
import { useHub } from '../../../api/hub-context.tsx';
import { connectionWord } from '../../../connections/connection-state.tsx';
import { useConnectionsOf } from '../../../connections/use-connections-of.ts';
import { Link } from '../../../location/router.tsx';
import { spacePath } from '../../../location/space-path.ts';
import { useT } from '../../../messages/messages-context.tsx';
import { useFieldAbout } from '../../../schema-form/field-about.tsx';
import { useSchemaForm, type FieldProps } from '../../../schema-form/form-context.ts';
import { useMay } from '../../../session/me.ts';
import { isTemplate } from '../expression/template.ts';
import { useFieldScope } from './field-scope.ts';

/** Whose account the call uses, by the name that the flow writes; chosen by an expression where the flow does so. */
export const ConnectionField = (props: FieldProps) => {
  const scope = useFieldScope();
  const { Field } = useSchemaForm();
  const { value, schema } = props;
  const { connector } = scope;
  if (connector === null || isTemplate(value)) {
    const plain = typeof schema === 'object' && schema !== null ? { ...schema, 'x-control': undefined } : {};
    return <Field {...props} schema={{ ...plain, type: 'string' }} />;
  }
  return <Choice {...props} connector={connector} />;
};

const Choice = (props: FieldProps & { readonly connector: string }) => {
  const { connector, value, pointer, onChange } = props;
  const t = useT();
  const may = useMay();
  const { space } = useHub();
  const scope = useFieldScope();
  const about = useFieldAbout(props);
  const { data } = useConnectionsOf(connector);
  const items = data ?? [];
  const main = items.find(({ isDefault }) => isDefault);
  const held = typeof value === 'string' ? value : '';
  const word = ({ name, state }: (typeof items)[number]): string =>
    state === 'ready' ? name : `${name} (${connectionWord(t, state)})`;
  const known = held === '' || held === 'mock' || items.some(({ name }) => name === held);
  return (
    <div>
      <NativeSelect
        size="sm"
        label={about.label}
        description={about.description}
        data-path={pointer}
        disabled={scope.readOnly}
        {...(about.problem === undefined ? {} : { error: about.problem })}
        value={held}
        data={[
          {
            value: '',
            label:
              main === undefined
                ? t('operation.defaultConnection')
                : t('operation.defaultIs', { name: word(main) }),
          },
          ...items.map((one) => ({ value: one.name, label: word(one) })),
          { value: 'mock', label: t('operation.mock') },
          ...(known ? [] : [{ value: held, label: held }]),
        ]}
        onChange={(event) => {
          const next = event.currentTarget.value;
          onChange(next === '' ? undefined : next);
        }}
      />
      {data !== undefined && items.length === 0 && may('connections.write') && (
        <p className="muted small" style={{ marginTop: 4 }}>
          <Link
            to={spacePath(space ?? '', `connections?new=1&for=${encodeURIComponent(connector)}`)}
            className="link"
          >
            {t('connections.create')}
          </Link>
        </p>
      )}
    </div>
  );
};
