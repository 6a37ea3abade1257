import { Input } from '@mantine/core';
import { useT } from '../messages/messages-context.tsx';
import { ChoiceField } from './choice-field.tsx';
import { controlOf } from './control.ts';
import { FieldGroup } from './field-group.tsx';
import { FileField } from './file-field.tsx';
import { useFieldAbout } from './field-about.tsx';
import { useSchemaForm, type FieldProps } from './form-context.ts';
import { JsonText } from './json-text.tsx';
import { ListItems } from './list-items.tsx';
import { MapEntries } from './map-entries.tsx';
import { NumberField } from './number-field.tsx';
import { ObjectFields } from './object-fields.tsx';
import { OptionsField } from './options-field.tsx';
import { startValue } from './start-value.ts';
import { TextField } from './text-field.tsx';

/** The field for a schema, whatever it asks for. */
export const SchemaField = (props: FieldProps) => {
  const t = useT();
  const { definitions } = useSchemaForm();
  const about = useFieldAbout(props);
  const { schema, pointer, value, onChange } = props;
  const control = controlOf(schema, definitions);
  const start = () => startValue(schema, definitions);
  const inner = { pointer, value, onChange };
  switch (control.kind) {
    case 'object':
      return (
        <FieldGroup {...props} start={start}>
          <ObjectFields properties={control.properties} {...inner} />
        </FieldGroup>
      );
    case 'map':
      return (
        <FieldGroup {...props} start={start}>
          <MapEntries values={control.values} {...inner} />
        </FieldGroup>
      );
    case 'list':
      return (
        <FieldGroup {...props} start={start}>
          <ListItems items={control.items} label={about.label} {...inner} />
        </FieldGroup>
      );
    case 'choice':
      return <ChoiceField {...props} choices={control.choices} />;
    case 'options':
      return <OptionsField {...props} {...control} />;
    case 'yes-no':
      return <OptionsField {...props} values={[true, false]} words={[t('yes'), t('no')]} />;
    case 'constant':
      return props.required ? (
        <Input.Wrapper label={about.label} labelElement="div" description={about.description}>
          <div>
            <code>{JSON.stringify(control.value)}</code>
          </div>
        </Input.Wrapper>
      ) : (
        <OptionsField {...props} values={[control.value]} />
      );
    case 'text':
      return <TextField {...props} format={control.format} lines={control.lines} />;
    case 'number':
      return <NumberField {...props} whole={control.whole} />;
    case 'file':
      return <FileField {...props} />;
    case 'json':
      return <JsonText {...inner} {...about} required={props.required} />;
    default:
      return control satisfies never;
  }
};
