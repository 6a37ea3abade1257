import { useT } from '../../messages/messages-context.tsx';
import { useFieldAbout } from '../../schema-form/field-about.tsx';
import type { FieldProps } from '../../schema-form/form-context.ts';
import { NameSelect } from '../name-select.tsx';

/** One of the services that there are. */
export const ServiceField = (props: FieldProps) => {
  const t = useT();
  const { label, description, problem } = useFieldAbout(props);
  const { pointer, value, required, onChange } = props;
  return (
    <NameSelect
      of="services"
      size="sm"
      label={label}
      description={description}
      placeholder={t('gateway.chooseService')}
      required={required}
      clearable={!required}
      data-path={pointer}
      {...(problem === undefined ? {} : { error: problem })}
      value={typeof value === 'string' && value !== '' ? value : null}
      onChange={(name) => onChange(name ?? undefined)}
    />
  );
};
