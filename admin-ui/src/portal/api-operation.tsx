import { useState } from 'react';
import type { PublicApi } from '../api/shapes.ts';
import { MethodMark } from '../connectors/method-mark.tsx';
import { useT } from '../messages/messages-context.tsx';
import { exampleOf } from '../reference/example.ts';
import type { Schemas } from '../reference/schemas.ts';
import { InlineCode } from '../show/inline-code.tsx';
import { shellText } from '../show/shell-text.ts';
import type { ReadAnswer, ReadOperation } from './api-document.ts';
import { CodeBox } from './code-box.tsx';
import { SchemaFold } from './schema-fold.tsx';
import { curlStart } from './portal-curl.ts';
import styles from './portal.module.css';

interface ViewProps {
  readonly api: PublicApi;
  readonly operation: ReadOperation;
  readonly server: string;
  readonly schemas: Schemas;
  readonly opened: boolean;
}

/** One operation, folded until somebody wants to know: what it takes and gives, and how it is called. */
export const ApiOperationView = (props: ViewProps) => {
  const t = useT();
  const { id, method, path, summary, deprecated } = props.operation;
  const [opened, setOpened] = useState(props.opened || isNamed(id));
  return (
    <details
      id={id}
      className={styles['operation']}
      open={opened}
      onToggle={(event) => setOpened(event.currentTarget.open)}
    >
      <summary>
        <MethodMark method={method} /> <code className="any-break">{path}</code>{' '}
        <span className={styles['summary']}>{summary}</span>
        {deprecated && <span className="muted small"> · {t('portal.deprecated')}</span>}
      </summary>
      {opened && <Inside {...props} />}
    </details>
  );
};

/** Drawn when it is opened: a document may have a thousand of them. */
const Inside = ({ api, operation, server, schemas }: ViewProps) => {
  const t = useT();
  const { description, parameters, body, answers } = operation;
  return (
    <div className={styles['sides']}>
      <div>
        {description !== '' && (
          <p className="any-break">
            <InlineCode text={description} />
          </p>
        )}
        {parameters.length > 0 && (
          <>
            <h4>{t('reference.parameters')}</h4>
            <SchemaFold
              schemas={schemas}
              properties={parameters.map(({ name, required, schema, description: about, in: place }) => ({
                ...{ name, required, place },
                schema: about === undefined ? schema : { ...schema, description: about },
              }))}
            />
          </>
        )}
        {body !== null && (
          <>
            <h4>
              {t('reference.body')} <Media type={body.type} />
            </h4>
            {body.schema !== null && <SchemaFold schemas={schemas} of={body.schema} />}
          </>
        )}
        {answers.map((given) => (
          <div key={given.status}>
            <h4>
              {t('portal.answer', { status: given.status })} <Media type={given.type} />
            </h4>
            {given.description !== '' && (
              <p className="muted any-break">
                <InlineCode text={given.description} />
              </p>
            )}
            {given.schema !== null && <SchemaFold schemas={schemas} of={given.schema} />}
          </div>
        ))}
      </div>
      <div>
        <h4>{t('reference.call')}</h4>
        <CodeBox text={curlOf(api, operation, { server, schemas })} label={t('reference.copyCurl')} />
        <Example answers={answers} schemas={schemas} />
      </div>
    </div>
  );
};

const Media = ({ type }: { readonly type: string | null }) =>
  type === null ? null : <code className="muted small">{type}</code>;

const Example = ({
  answers,
  schemas,
}: {
  readonly answers: readonly ReadAnswer[];
  readonly schemas: Schemas;
}) => {
  const t = useT();
  const good = answers.find(
    ({ status, schema, example }) => /^2/.test(status) && (schema !== null || example !== undefined),
  );
  if (good === undefined) return null;
  const value = good.example ?? (good.schema === null ? undefined : exampleOf(good.schema, schemas));
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return (
    <>
      <h4>{t('reference.example')}</h4>
      <CodeBox text={text} label={t('json.copy')} />
    </>
  );
};

const isNamed = (id: string): boolean => window.location.hash === `#${encodeURIComponent(id)}`;

interface Place {
  readonly server: string;
  readonly schemas: Schemas;
}

const curlOf = (api: PublicApi, operation: ReadOperation, { server, schemas }: Place): string => {
  const { method, path, parameters, body } = operation;
  const sample = ({ schema }: (typeof parameters)[number]): string => String(exampleOf(schema, schemas));
  const filled = path.replace(/\{([^{}]*)\}/g, (whole, name: string) => {
    const parameter = parameters.find((one) => one.in === 'path' && one.name === name);
    return parameter === undefined ? whole : encodeURIComponent(sample(parameter));
  });
  const needed = parameters.filter(({ required }) => required);
  const query = new URLSearchParams(
    needed.filter((one) => one.in === 'query').map((one): [string, string] => [one.name, sample(one)]),
  ).toString();
  const url = `${server}${filled}${query === '' ? '' : `?${query}`}`;
  const headers = needed.filter((one) => one.in === 'header').map((one) => `${one.name}: ${sample(one)}`);
  const json = body?.type != null && /[/+]json/.test(body.type);
  const content = json
    ? (body.example ?? (body.schema === null ? {} : exampleOf(body.schema, schemas)))
    : null;
  return [
    ...curlStart(api, { method, url }),
    ...headers.map((header) => `  -H ${shellText(header)}`),
    ...(body?.type == null ? [] : [`  -H ${shellText(`Content-Type: ${body.type}`)}`]),
    ...(json ? [`  -d ${shellText(JSON.stringify(content))}`] : []),
  ].join(' \\\n');
};
