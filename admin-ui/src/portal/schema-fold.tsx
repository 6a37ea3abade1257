import { useState } from 'react';
import { useT } from '../messages/messages-context.tsx';
import type { Schema } from '../reference/document.ts';
import {
  limitWords,
  propertiesOf,
  resolve,
  typeWords,
  type Property,
  type Schemas,
} from '../reference/schemas.ts';
import { InlineCode } from '../show/inline-code.tsx';
import styles from '../reference/reference-page.module.css';

interface Placed extends Property {
  /** Path, query or header. */
  readonly place?: string;
}

interface FoldProps {
  readonly schemas: Schemas;
  readonly of?: Schema;
  readonly properties?: readonly Placed[];
}

/** A schema to read: what is inside of something comes when it is asked for, since it may hold itself. */
export const SchemaFold = ({ schemas, of, properties }: FoldProps) => {
  const shown: readonly Placed[] = properties ?? (of === undefined ? [] : propertiesOf(of, schemas));
  if (shown.length === 0) return of === undefined ? null : <p className="muted mono">{typeWords(of)}</p>;
  return (
    <ul className={styles['tree']}>
      {shown.map((property, index) => (
        <Line key={`${property.name} ${index}`} schemas={schemas} property={property} />
      ))}
    </ul>
  );
};

const Line = ({ schemas, property }: { readonly schemas: Schemas; readonly property: Placed }) => {
  const t = useT();
  const [opened, setOpened] = useState(false);
  const { name, required, schema: given, place } = property;
  const schema = resolve(given, schemas);
  const limits = limitWords(schema);
  const inner = propertiesOf(schema, schemas).length > 0;
  return (
    <li>
      <code>{name}</code> <span className="muted mono">{typeWords(schema)}</span>
      {place !== undefined && <span className="muted small"> {place}</span>}
      {required && <span className={`${styles['required']} small`}> {t('reference.required')}</span>}
      {typeof schema['description'] === 'string' && (
        <p>
          <InlineCode text={schema['description']} />
        </p>
      )}
      {limits.length > 0 && <p className="muted small mono">{limits.join(' · ')}</p>}
      {inner && (
        <details onToggle={(event) => setOpened(event.currentTarget.open)}>
          <summary className="muted small">{t('portal.inside', { name })}</summary>
          {opened && <SchemaFold schemas={schemas} of={schema} />}
        </details>
      )}
    </li>
  );
};
