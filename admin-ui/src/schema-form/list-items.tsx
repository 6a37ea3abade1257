import { Button, Checkbox, CloseButton, Group } from '@mantine/core';
import { IconAdd } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { controlOf } from './control.ts';
import { useSchemaForm, type FieldProps } from './form-context.ts';
import { pointerTo } from './pointer.ts';
import { startValue } from './start-value.ts';
import { wordOf } from './word-of.ts';
import styles from './schema-form.module.css';

interface ItemsProps extends Pick<FieldProps, 'label' | 'pointer' | 'value' | 'onChange'> {
  readonly items: unknown;
}

const tickedUpTo = 12;

/** The items of a list under each other; a list out of few known values is ticked. */
export const ListItems = ({ label, pointer, value, items, onChange }: ItemsProps) => {
  const t = useT();
  const { definitions, Field } = useSchemaForm();
  const held = Array.isArray(value) ? (value as unknown[]) : [];
  const control = controlOf(items, definitions);
  if (control.kind === 'options' && control.values.length <= tickedUpTo)
    return (
      <Group gap={12}>
        {control.values.map((one, at) => (
          <Checkbox
            key={JSON.stringify(one)}
            size="xs"
            label={control.words?.[at] ?? wordOf(one)}
            checked={held.includes(one)}
            onChange={(event) =>
              onChange(event.currentTarget.checked ? [...held, one] : held.filter((other) => other !== one))
            }
          />
        ))}
      </Group>
    );
  const empty = (): unknown => startValue(items, definitions) ?? (control.kind === 'text' ? '' : null);
  return (
    <div className={styles['fields']}>
      {held.map((item, at) => (
        <div key={at} className={styles['row']}>
          <Field
            label={`${label} ${at + 1}`}
            pointer={pointerTo(pointer, at)}
            schema={items}
            value={item === null ? undefined : item}
            required
            onChange={(next) => onChange(held.with(at, next ?? (control.kind === 'text' ? '' : null)))}
          />
          <CloseButton
            size="sm"
            aria-label={t('field.remove', { name: `${label} ${at + 1}` })}
            onClick={() => onChange(held.filter((_item, other) => other !== at))}
          />
        </div>
      ))}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconAdd size={14} />}
          aria-label={t('field.addItem', { name: label })}
          onClick={() => onChange([...held, empty()])}
        >
          {t('field.addEntry')}
        </Button>
      </div>
    </div>
  );
};
