import { Button, Group } from '@mantine/core';
import { IconDownload } from '../look/icons.ts';
import { useMessages } from '../messages/messages-context.tsx';
import { isRecord } from '../schema-form/settle.ts';
import { JsonTree } from '../show/json-tree.tsx';
import styles from './operation-page.module.css';

interface FileOutput {
  readonly size: number;
  readonly contentType: string;
  readonly name: string;
  readonly base64: string | null;
}

/** A file as the hub answers it: its bytes, or the key under which it is stored. */
const fileIn = (output: unknown): FileOutput | undefined => {
  if (!isRecord(output)) return undefined;
  const { size, contentType, name, base64, blob } = output;
  if (typeof size !== 'number' || typeof contentType !== 'string') return undefined;
  if (typeof base64 !== 'string' && typeof blob !== 'string') return undefined;
  return {
    ...{ size, contentType },
    name: typeof name === 'string' ? name : '',
    base64: typeof base64 === 'string' ? base64 : null,
  };
};

export const OutputView = ({ output }: { readonly output: unknown }) => {
  const { t, language } = useMessages();
  const file = fileIn(output);
  if (output === null || output === undefined) return <p className="muted">{t('operation.emptyBody')}</p>;
  if (file !== undefined)
    return (
      <Group gap={12}>
        <span className="any-break">
          {t('operation.file', {
            name: file.name || t('field.file'),
            type: file.contentType,
            size: new Intl.NumberFormat(language).format(file.size),
          })}
        </span>
        {file.base64 === null ? (
          <span className="muted">{t('operation.fileStored')}</span>
        ) : (
          <Button
            size="xs"
            variant="default"
            component="a"
            leftSection={<IconDownload size={14} />}
            // As bytes and nothing else: a page of the other side must not open as one of ours.
            href={`data:application/octet-stream;base64,${file.base64}`}
            download={file.name || 'download.bin'}
          >
            {t('operation.download')}
          </Button>
        )}
      </Group>
    );
  if (typeof output === 'object') return <JsonTree value={output} label={t('operation.output')} />;
  return (
    <pre className={styles['box']} tabIndex={0} role="group" aria-label={t('operation.output')}>
      {typeof output === 'string' ? output : JSON.stringify(output)}
    </pre>
  );
};
