import { useT } from '../messages/messages-context.tsx';
import { InlineCode } from '../show/inline-code.tsx';
import { CopyIcon } from '../show/copy-button.tsx';
import { useNear } from '../show/use-near.ts';
import { curlOf } from './curl.ts';
import type { ApiOperation } from './document.ts';
import { exampleOf } from './example.ts';
import type { Schemas } from './schemas.ts';
import { SchemaTree } from './schema-tree.tsx';
import styles from './reference-page.module.css';

interface ViewProps {
  readonly operation: ApiOperation;
  readonly schemas: Schemas;
}

/**
 * One operation: what it takes and gives at the left, how it looks at the right. The trees of its schemas are drawn when
 * one comes near: those of all operations are thirty thousand elements.
 */
export const OperationView = ({ operation, schemas }: ViewProps) => {
  const t = useT();
  const [place, near] = useNear<HTMLElement>();
  const { description, permission } = operation;
  return (
    <article ref={place} id={operation.id} className={styles['operation']} aria-label={operation.summary}>
      <div>
        <h2 lang="en">{operation.summary}</h2>
        <p className={styles['call']}>
          <code>
            <span className={styles['method']}>{operation.method}</span> {operation.path}
          </code>
        </p>
        <p className="muted">
          <code>{operation.id}</code> ·{' '}
          {operation.open
            ? t('reference.open')
            : permission === undefined
              ? t('reference.signedIn')
              : t('reference.needs', { permission })}
        </p>
        {description !== undefined && (
          <p lang="en">
            <InlineCode text={description} />
          </p>
        )}
        {near ? <Shapes operation={operation} schemas={schemas} /> : <div className={styles['later']} />}
      </div>
      <div>{near && <Samples operation={operation} schemas={schemas} />}</div>
    </article>
  );
};

const Shapes = ({ operation: { parameters, body, output }, schemas }: ViewProps) => {
  const t = useT();
  return (
    <>
      {parameters.length > 0 && (
        <>
          <h3>{t('reference.parameters')}</h3>
          <SchemaTree
            schemas={schemas}
            properties={parameters.map(({ name, required, schema, description, in: place }) => ({
              name,
              required,
              place,
              schema: description === undefined ? schema : { ...schema, description },
            }))}
          />
        </>
      )}
      {body !== null && (
        <>
          <h3>{t('reference.body')}</h3>
          <SchemaTree schemas={schemas} of={body} />
        </>
      )}
      {output !== null && (
        <>
          <h3>{t('reference.answer')}</h3>
          <SchemaTree schemas={schemas} of={output} />
        </>
      )}
    </>
  );
};

const Samples = ({ operation, schemas }: ViewProps) => {
  const t = useT();
  const { output } = operation;
  return (
    <>
      <h3>{t('reference.call')}</h3>
      <CodeBox text={curlOf(operation, window.location.origin, schemas)} label={t('reference.copyCurl')} />
      {output !== null && (
        <>
          <h3>{t('reference.example')}</h3>
          <CodeBox text={JSON.stringify(exampleOf(output, schemas), null, 2)} label={t('json.copy')} />
        </>
      )}
    </>
  );
};

const CodeBox = ({ text, label }: { readonly text: string; readonly label: string }) => (
  <div className={styles['box']}>
    <pre className={styles['code']}>{text}</pre>
    <div className={styles['copy']}>
      <CopyIcon value={text} label={label} />
    </div>
  </div>
);
