import { ActionIcon, Button, CloseButton, Group } from '@mantine/core';
import { IconAdd, IconDown, IconUp } from '../../../look/icons.ts';
import { useT } from '../../../messages/messages-context.tsx';
import { useSchemaForm, type FieldProps } from '../../../schema-form/form-context.ts';
import { pointerTo } from '../../../schema-form/pointer.ts';
import { isRecord } from '../../../schema-form/settle.ts';
import { useFieldScope } from './field-scope.ts';
import { freeName } from './free-name.ts';
import { NameInput } from './name-input.tsx';
import styles from '../step.module.css';

interface Case {
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const casesOf = (value: unknown): readonly Case[] =>
  (Array.isArray(value) ? (value as unknown[]) : []).flatMap((item) => {
    const [entry] = isRecord(item) ? Object.entries(item) : [];
    return entry === undefined ? [] : [{ name: entry[0], body: isRecord(entry[1]) ? entry[1] : {} }];
  });

const write = (cases: readonly Case[]): unknown => cases.map(({ name, body }) => ({ [name]: body }));

/** The cases of a switch, in the order in which they are asked; one without a condition is for all the rest. */
export const CasesField = ({ pointer, value, onChange }: FieldProps) => {
  const t = useT();
  const { Field } = useSchemaForm();
  const scope = useFieldScope();
  const cases = casesOf(value);
  const names = cases.map(({ name }) => name);
  const put = (at: number, one: Case): void => onChange(write(cases.with(at, one)));
  const move = (from: number, to: number): void => {
    const moved = cases[from];
    if (moved !== undefined) onChange(write(cases.toSpliced(from, 1).toSpliced(to, 0, moved)));
  };
  const add = (body: Case['body'], name: string): void =>
    onChange(write([...cases, { name: freeName(name, names), body }]));
  const others = cases.some(({ body }) => body['when'] === undefined);
  return (
    <div className={styles['rows']} role="group" aria-label={t('editor.step.switch.cases')}>
      {cases.map(({ name, body }, at) => {
        const place = pointerTo(pointerTo(pointer, at), name);
        const field = (part: string, schema: unknown) => (
          <Field
            label={part}
            pointer={pointerTo(place, part)}
            schema={schema}
            value={body[part]}
            required={part === 'then'}
            onChange={(next) => put(at, { name, body: changed(body, part, next) })}
          />
        );
        return (
          <div key={at} className={styles['case']}>
            <Group gap={4} wrap="nowrap">
              <div style={{ flex: 1 }}>
                <NameInput
                  label={t('editor.step.switch.name', { number: at + 1 })}
                  name={name}
                  taken={names}
                  onChange={(next) => put(at, { name: next, body })}
                />
              </div>
              <ActionIcon
                variant="subtle"
                size="sm"
                color="gray"
                disabled={at === 0 || scope.readOnly}
                aria-label={t('editor.step.moveUp', { name })}
                onClick={() => move(at, at - 1)}
              >
                <IconUp size={14} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                size="sm"
                color="gray"
                disabled={at === cases.length - 1 || scope.readOnly}
                aria-label={t('editor.step.moveDown', { name })}
                onClick={() => move(at, at + 1)}
              >
                <IconDown size={14} />
              </ActionIcon>
              <CloseButton
                size="sm"
                disabled={scope.readOnly}
                aria-label={t('field.remove', { name })}
                onClick={() => onChange(write(cases.toSpliced(at, 1)))}
              />
            </Group>
            {body['when'] === undefined ? (
              <p className="muted small">{t('editor.step.switch.otherwise')}</p>
            ) : (
              field('when', { 'x-expression': true, 'x-label': t('editor.step.switch.when') })
            )}
            {field('then', { 'x-control': 'then', 'x-label': t('editor.step.switch.then') })}
          </div>
        );
      })}
      {!scope.readOnly && (
        <Group gap={8}>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconAdd size={14} />}
            onClick={() => add({ when: '${ . }', then: 'continue' }, 'case')}
          >
            {t('editor.step.switch.add')}
          </Button>
          {!others && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconAdd size={14} />}
              onClick={() => add({ then: 'continue' }, 'otherwise')}
            >
              {t('editor.step.switch.addOtherwise')}
            </Button>
          )}
        </Group>
      )}
    </div>
  );
};

/** An emptied condition stays a condition: without one the case would be for all the rest. */
const changed = (body: Case['body'], part: string, next: unknown): Case['body'] => ({
  ...body,
  [part]: next ?? (part === 'when' ? '' : 'continue'),
});
