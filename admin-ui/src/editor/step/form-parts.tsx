import { Fragment, useMemo } from 'react';
import { useT } from '../../messages/messages-context.tsx';
import { controlOf } from '../../schema-form/control.ts';
import { SchemaFormProvider, type SchemaFormContext } from '../../schema-form/form-context.ts';
import { ObjectFields } from '../../schema-form/object-fields.tsx';
import type { Definitions } from '../../schema-form/settle.ts';
import { EditorField } from './fields/editor-field.tsx';
import { stepsIn, valueAt, withAt, type FormPart } from './forms/parts.ts';
import type { StepProblems } from './use-step-problems.ts';
import styles from './step.module.css';

interface PartsProps {
  readonly parts: readonly FormPart[];
  readonly definitions: Definitions;
  readonly value: unknown;
  readonly problems: StepProblems;
  readonly readOnly: boolean;
  onChange(value: unknown): void;
}

const noWords = (): undefined => undefined;

/** The parts of a form below each other. */
export const FormParts = ({ parts, definitions, value, problems, readOnly, onChange }: PartsProps) => {
  const t = useT();
  const { at, leave } = problems;
  const context = useMemo<SchemaFormContext>(
    () => ({ definitions, Field: EditorField, words: noWords, problemAt: at, onLeave: leave }),
    [definitions, at, leave],
  );
  return (
    <SchemaFormProvider value={context}>
      <fieldset className={styles['form']} disabled={readOnly} aria-label={t('editor.step.setUp')}>
        {parts.map(({ pointer, schema, required = false, heading }) => {
          const control = controlOf(schema, definitions);
          const held = valueAt(value, pointer);
          const put = (next: unknown): void => onChange(withAt(value, stepsIn(pointer), next));
          const bare = control.kind === 'object' && schema['x-label'] === undefined;
          const field = bare ? (
            <ObjectFields properties={control.properties} pointer={pointer} value={held} onChange={put} />
          ) : (
            <EditorField
              label={stepsIn(pointer).at(-1) ?? ''}
              pointer={pointer}
              schema={schema}
              value={held}
              required={required}
              onChange={put}
            />
          );
          return (
            <Fragment key={pointer}>
              {heading !== undefined && <h3 className={styles['heading']}>{heading}</h3>}
              {field}
            </Fragment>
          );
        })}
      </fieldset>
    </SchemaFormProvider>
  );
};
