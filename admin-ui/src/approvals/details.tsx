import { useT } from '../messages/messages-context.tsx';
import { JsonTree } from '../show/json-tree.tsx';
import { Markdown } from './markdown.tsx';

/** What one has to know to answer: a text, or data. */
export const Details = ({ value }: { readonly value: unknown }) => {
  const t = useT();
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'string') return <Markdown text={value} />;
  return typeof value === 'object' ? (
    <JsonTree value={value} label={t('approvals.details')} />
  ) : (
    <p className="any-break">{JSON.stringify(value)}</p>
  );
};
