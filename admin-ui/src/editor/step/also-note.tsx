import { useMemo } from 'react';
import { useT } from '../../messages/messages-context.tsx';
import type { Definitions, Schema } from '../../schema-form/settle.ts';
import { alsoIn } from './also-in.ts';
import styles from './step.module.css';

interface AlsoProps {
  readonly task: unknown;
  readonly schema: Schema;
  readonly definitions: Definitions;
}

/** What the step says and no field shows: it stays as it is written. */
export const AlsoNote = ({ task, schema, definitions }: AlsoProps) => {
  const t = useT();
  const also = useMemo(() => alsoIn(task, schema, definitions), [task, schema, definitions]);
  if (also.length === 0) return null;
  return (
    <p className={styles['also']} style={{ marginTop: 16 }}>
      {t('editor.step.also')}{' '}
      {also.slice(0, 12).map((pointer, at) => (
        <span key={pointer}>
          {at > 0 && ', '}
          <code>{pointer.slice(1).replaceAll('/', '.')}</code>
        </span>
      ))}
    </p>
  );
};
