import { controlOf, type Control } from '../../../schema-form/control.ts';
import { FieldGroup } from '../../../schema-form/field-group.tsx';
import { useSchemaForm, type FieldProps } from '../../../schema-form/form-context.ts';
import { ListItems } from '../../../schema-form/list-items.tsx';
import { SchemaField } from '../../../schema-form/schema-field.tsx';
import { settle } from '../../../schema-form/settle.ts';
import { Preview } from '../expression/preview.tsx';
import { isTemplate } from '../expression/template.ts';
import { AnyField } from './any-field.tsx';
import { useFieldScope } from './field-scope.ts';
import { NamedValues } from './named-values.tsx';
import { useHeld } from './use-held.ts';

/** The control that a schema asks for; what is typed into it is told after a rest. */
export const LiteralField = (props: FieldProps & { readonly kind?: Control['kind'] }) => {
  const { definitions } = useSchemaForm();
  const { schema, label, pointer, value, onChange } = props;
  const control = controlOf(schema, definitions);
  const inner = { pointer, value, onChange };
  if (control.kind === 'map')
    return (
      <FieldGroup {...props} start={() => ({})}>
        <NamedValues values={control.values} {...inner} />
      </FieldGroup>
    );
  if (control.kind === 'text' || control.kind === 'number') return <TypedField {...props} />;
  if (control.kind !== 'json') return <SchemaField {...props} />;
  const { type } = settle(schema, definitions);
  if (type === 'object')
    return (
      <FieldGroup {...props} start={() => ({})}>
        <NamedValues values={{}} {...inner} />
      </FieldGroup>
    );
  if (type === 'array')
    return (
      <FieldGroup {...props} start={() => []}>
        <ListItems items={{}} label={label} {...inner} />
      </FieldGroup>
    );
  return <AnyField {...props} />;
};

const TypedField = (props: FieldProps) => {
  const scope = useFieldScope();
  const held = useHeld(props.value, props.onChange);
  const { value } = held;
  return (
    <div onBlur={held.settle}>
      <SchemaField {...props} value={value} onChange={held.type} />
      {isTemplate(value) && (
        <Preview
          template
          source={value}
          around={scope.around(props.pointer)}
          seen={scope.seen(props.pointer)}
        />
      )}
    </div>
  );
};
