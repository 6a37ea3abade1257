import { useMemo } from 'react';
import { useT } from '../../../messages/messages-context.tsx';
import { isRecord } from '../../../schema-form/settle.ts';
import { InlineCode } from '../../../show/inline-code.tsx';
import type { FlowShape } from '../../document/flow-shape.ts';
import { valueAt } from '../forms/parts.ts';
import styles from '../step.module.css';

const sections = ['functions', 'authentications', 'retries', 'timeouts', 'errors', 'extensions', 'catalogs'];

const namesIn = (value: unknown): readonly string[] =>
  Array.isArray(value)
    ? (value as unknown[]).flatMap((one) => (isRecord(one) ? Object.keys(one) : []))
    : isRecord(value)
      ? Object.keys(value)
      : [];

/** What the flow declares for its steps, and which variables of the space it reads: to look at. */
export const UsesList = ({ shape }: { readonly shape: FlowShape }) => {
  const t = useT();
  const declared = sections.flatMap((section) => {
    const names = namesIn(valueAt(shape.value, `/use/${section}`));
    return names.length === 0 ? [] : [{ section, names }];
  });
  const variables = useMemo(() => {
    const text = JSON.stringify(shape.value);
    return [...new Set([...text.matchAll(/\$ENV\.([A-Za-z_]\w*)/g)].map(([, name = '']) => name))].sort();
  }, [shape]);
  return (
    <div className={styles['also']} style={{ marginTop: 16 }}>
      <h3>{t('editor.step.flow.uses')}</h3>
      <p style={{ marginBottom: 4 }}>
        <InlineCode text={t('editor.step.flow.usesText')} />
      </p>
      {declared.length === 0 ? (
        <p>{t('editor.step.flow.noUses')}</p>
      ) : (
        declared.map(({ section, names }) => (
          <p key={section}>
            <code>{section}</code>: {names.join(', ')}
          </p>
        ))
      )}
      <h3 style={{ marginTop: 12 }}>{t('editor.step.flow.variables')}</h3>
      <p>{variables.length === 0 ? t('editor.step.flow.noVariables') : variables.join(', ')}</p>
    </div>
  );
};
