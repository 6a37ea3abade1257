import { useHub } from '../../../api/hub-context.tsx';
import { useT } from '../../../messages/messages-context.tsx';
import { CopyIcon } from '../../../show/copy-button.tsx';
import { valueAt } from '../forms/parts.ts';
import type { FlowFormProps } from './flow-form.tsx';

/** Where callers reach a flow that begins over HTTP: what the document says is only the end of it. */
export const HttpAddress = ({ shape }: Pick<FlowFormProps, 'shape'>) => {
  const t = useT();
  const { space } = useHub();
  const path = valueAt(shape.value, '/document/metadata/http/path');
  const method = valueAt(shape.value, '/document/metadata/http/method');
  if (typeof path !== 'string' || !path.startsWith('/')) return null;
  const url = `${window.location.origin}/http/${space ?? ''}${path}`;
  return (
    <p className="small">
      <span className="muted">{t('editor.step.flow.httpAt')}</span>{' '}
      <code className="any-break">
        {typeof method === 'string' ? `${method.toUpperCase()} ` : ''}
        {url}
      </code>{' '}
      <CopyIcon value={url} label={t('editor.step.flow.copyAddress')} />
    </p>
  );
};
