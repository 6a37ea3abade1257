import { useT } from '../messages/messages-context.tsx';
import { limitWords, propertiesOf, resolve, typeWords, type Property, type Schemas } from './schemas.ts';
import type { Schema } from './document.ts';
import { InlineCode } from '../show/inline-code.tsx';
import styles from './reference-page.module.css';

interface Placed extends Property {
  /** Path, query or header. */
  readonly place?: string;
}

interface TreeProps {
  readonly schemas: Schemas;
  readonly of?: Schema;
  readonly properties?: readonly Placed[];
  readonly depth?: number;
}

/** A schema may hold itself: the tree stops here. */
const deepest = 8;

export const SchemaTree = ({ schemas, of, properties, depth = 0 }: TreeProps) => {
  const t = useT();
  const shown: readonly Placed[] = properties ?? (of === undefined ? [] : propertiesOf(of, schemas));
  if (shown.length === 0) return of === undefined ? null : <p className="muted mono">{typeWords(of)}</p>;
  return (
    <ul className={depth === 0 ? styles['tree'] : undefined}>
      {shown.map(({ name, required, schema: given, place }, index) => {
        const schema = resolve(given, schemas);
        const inner = depth < deepest ? propertiesOf(schema, schemas) : [];
        const limits = limitWords(schema);
        return (
          <li key={`${name} ${index}`}>
            <code>{name}</code> <span className="muted mono">{typeWords(schema)}</span>
            {place !== undefined && <span className="muted small"> {place}</span>}
            {required && <span className={`${styles['required']} small`}> {t('reference.required')}</span>}
            {typeof schema['description'] === 'string' && (
              <p lang="en">
                <InlineCode text={schema['description']} />
              </p>
            )}
            {limits.length > 0 && <p className="muted small mono">{limits.join(' · ')}</p>}
            {inner.length > 0 && <SchemaTree schemas={schemas} properties={inner} depth={depth + 1} />}
          </li>
        );
      })}
    </ul>
  );
};
