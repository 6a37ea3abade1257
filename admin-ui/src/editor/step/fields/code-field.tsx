import { useRef } from 'react';
import { CodeArea, type CodeAreaHandle } from '../../../flows/text/code-area.tsx';
import { useFieldAbout } from '../../../schema-form/field-about.tsx';
import { useSchemaForm, type FieldProps } from '../../../schema-form/form-context.ts';
import { useFieldScope } from './field-scope.ts';
import { useHeld } from './use-held.ts';
import styles from '../step.module.css';

const none: ReadonlySet<number> = new Set();

/** The code of a script: `${ }` in it is the script's own. */
export const CodeField = (props: FieldProps) => {
  const scope = useFieldScope();
  const { onLeave } = useSchemaForm();
  const about = useFieldAbout(props);
  const handle = useRef<CodeAreaHandle>(null);
  const held = useHeld(typeof props.value === 'string' ? props.value : '', (text) =>
    props.onChange(text === '' ? undefined : text),
  );
  return (
    <div className={styles['code']}>
      <strong>{about.label}</strong>
      {about.description !== undefined && <p className="muted small">{about.description}</p>}
      <CodeArea
        handle={handle}
        label={about.label}
        text={held.value}
        readOnly={scope.readOnly}
        marked={none}
        onChange={held.type}
        onLeave={() => {
          held.settle();
          onLeave(props.pointer);
        }}
      />
      {about.problem !== undefined && <p className={styles['wrong']}>{about.problem}</p>}
    </div>
  );
};
