import { Button, CloseButton, Select } from '@mantine/core';
import type { GatewayLanguage } from '../../api/shapes.ts';
import { IconAdd } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { controlOf } from '../../schema-form/control.ts';
import { useSchemaForm } from '../../schema-form/form-context.ts';
import { ObjectFields } from '../../schema-form/object-fields.tsx';
import { pointerTo } from '../../schema-form/pointer.ts';
import { isRecord } from '../../schema-form/settle.ts';
import { startValue } from '../../schema-form/start-value.ts';
import { without } from '../../schema-form/without.ts';
import type { Json } from '../document/pipeline-steps.ts';
import styles from '../gateway.module.css';

interface EditorProps {
  readonly language: GatewayLanguage;
  readonly label: string;
  readonly pointer: string;
  /** Null: always. */
  readonly value: Json | null;
  /** Something has to stand here: it is a part of another condition. */
  readonly part?: boolean;
  onChange(value: Json | null): void;
}

const first: Json = { name: 'always' };

/** When a step runs: one condition, or several put together. */
export const ConditionEditor = (props: EditorProps) => {
  const { language, label, pointer, value, part = false, onChange } = props;
  const t = useT();
  const { problemAt } = useSchemaForm();
  const name = typeof value?.['name'] === 'string' ? value['name'] : null;
  const known = language.conditions.find((one) => one.name === name);
  const problem = problemAt(pointer) ?? problemAt(pointerTo(pointer, 'name'));
  const choose = (next: string | null): void => {
    if (next === null) return onChange(null);
    const schema = language.conditions.find((one) => one.name === next)?.parameters;
    // What was said already is a good beginning for a condition around it.
    const inner = value ?? first;
    if (next === 'not') return onChange({ name: next, condition: inner });
    if (next === 'allOf' || next === 'oneOf')
      return onChange({ name: next, conditions: listIn(value) ?? [inner] });
    const start = startValue(schema, {});
    onChange({ ...(isRecord(start) ? start : {}), name: next });
  };
  return (
    <div className={styles['condition']} data-part={part || undefined}>
      <Select
        size="sm"
        label={label}
        description={known?.about}
        placeholder={t('gateway.condition.none')}
        clearable={!part}
        searchable
        data-path={pointer}
        data={language.conditions.map((one) => ({ value: one.name, label: one.title }))}
        {...(problem === undefined ? {} : { error: problem })}
        value={name}
        onChange={choose}
      />
      {value !== null && <Parameters {...props} value={value} />}
    </div>
  );
};

const Parameters = (props: EditorProps & { readonly value: Json }) => {
  const { language, pointer, value, onChange } = props;
  const t = useT();
  const name = value['name'];
  if (name === 'not') {
    const inner = value['condition'];
    return (
      <ConditionEditor
        language={language}
        label={t('gateway.condition.not')}
        pointer={pointerTo(pointer, 'condition')}
        value={isRecord(inner) ? inner : null}
        part
        onChange={(next) => onChange({ ...value, condition: next ?? first })}
      />
    );
  }
  if (name === 'allOf' || name === 'oneOf') return <Several {...props} />;
  const schema = language.conditions.find((one) => one.name === name)?.parameters;
  const control = controlOf(schema, {});
  if (control.kind !== 'object' || control.properties.length === 0) return null;
  return (
    <ObjectFields
      properties={control.properties}
      pointer={pointer}
      value={without(value, 'name')}
      onChange={(next) => onChange({ ...(isRecord(next) ? next : {}), name })}
    />
  );
};

const Several = (props: EditorProps & { readonly value: Json }) => {
  const { language, pointer, value, onChange } = props;
  const t = useT();
  const conditions = listIn(value) ?? [];
  const give = (next: readonly unknown[]): void => onChange({ ...value, conditions: next });
  return (
    <div className={styles['parts']}>
      {conditions.map((inner, at) => (
        <div key={at} className={styles['part']}>
          <ConditionEditor
            language={language}
            label={t('gateway.condition.number', { number: at + 1 })}
            pointer={pointerTo(pointerTo(pointer, 'conditions'), at)}
            value={isRecord(inner) ? inner : null}
            part
            onChange={(next) => give(conditions.with(at, next ?? first))}
          />
          <CloseButton
            size="sm"
            aria-label={t('field.remove', { name: t('gateway.condition.number', { number: at + 1 }) })}
            onClick={() => give(conditions.toSpliced(at, 1))}
          />
        </div>
      ))}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconAdd size={14} />}
          onClick={() => give([...conditions, first])}
        >
          {t('gateway.condition.add')}
        </Button>
      </div>
    </div>
  );
};

const listIn = (value: Json | null): readonly unknown[] | undefined => {
  const held = value?.['conditions'];
  return Array.isArray(held) ? (held as unknown[]) : undefined;
};
