import { Button, Group } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCancellable } from '../api/use-cancellable.ts';
import { IconDownload } from '../look/icons.ts';
import { useMessages } from '../messages/messages-context.tsx';
import { isRecord } from '../schema-form/settle.ts';
import { Failure } from '../show/failure.tsx';
import { saveFile } from './save-file.ts';

interface FileFacts {
  readonly size: number;
  readonly contentType: string;
  readonly name: string;
  /** Its bytes, or the key under which the hub keeps them. */
  readonly held: { readonly base64: string } | { readonly fileId: string };
}

/** A file as the hub answers it; undefined for anything else. */
export const fileIn = (output: unknown): FileFacts | undefined => {
  if (!isRecord(output)) return undefined;
  const { size, contentType, name, base64, blob } = output;
  if (typeof size !== 'number' || typeof contentType !== 'string') return undefined;
  const about = { size, contentType, name: typeof name === 'string' ? name : '' };
  if (typeof blob === 'string') return { ...about, held: { fileId: blob } };
  return typeof base64 === 'string' ? { ...about, held: { base64 } } : undefined;
};

/** What the file is, and a way to have it. The space goes along in a header, so that a plain link could not fetch it. */
export const FileOutput = ({ file }: { readonly file: FileFacts }) => {
  const { t, language } = useMessages();
  const { client } = useHub();
  const { held } = file;
  const download = useCancellable(async (_: null, signal) => {
    const content =
      'base64' in held
        ? new Blob([Uint8Array.from(atob(held.base64), (char) => char.charCodeAt(0))])
        : await answer(
            client.GET('/api/files/{fileId}', {
              signal,
              params: { path: { fileId: held.fileId } },
              parseAs: 'blob',
            }),
          );
    if (!signal.aborted) saveFile(content, file.name || 'download.bin');
  });
  return (
    <>
      <Group gap={12}>
        <span className="any-break">
          {t('operation.file', {
            name: file.name || t('field.file'),
            type: file.contentType,
            size: new Intl.NumberFormat(language).format(file.size),
          })}
        </span>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={14} />}
          loading={download.busy}
          onClick={() => void download.run(null)}
        >
          {t('operation.download')}
        </Button>
      </Group>
      {download.problem !== null && (
        <Failure quiet what={t('operation.downloadFailed')} problem={download.problem} />
      )}
      {'fileId' in held && <p className="muted small">{t('operation.fileStored')}</p>}
    </>
  );
};
