import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import { readBase64 } from '../../form/read-file.ts';
import { IconUpload } from '../../look/icons.ts';
import { useMessages } from '../../messages/messages-context.tsx';
import type { GivenFile } from './source.ts';
import styles from './import-page.module.css';

interface DropProps {
  readonly file: GivenFile | null;
  onFile(file: GivenFile): void;
}

const mb = 1024 * 1024;
/** As much as the hub reads. */
const mostBytes = 64 * mb;

const isZip = (file: File): boolean => /\.zip$/i.test(file.name) || file.type === 'application/zip';

const read = async (file: File): Promise<GivenFile> => ({
  name: file.name,
  size: file.size,
  content: isZip(file) ? { archive: await readBase64(file) } : { text: await file.text() },
});

/** A file by the browser's own dialog, or dropped here. */
export const FileDrop = ({ file, onFile }: DropProps) => {
  const { t, language } = useMessages();
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const size = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const take = (given: File | undefined): void => {
    if (given === undefined) return;
    if (given.size > mostBytes) return setRefused(t('import.fileTooLarge', { mb: mostBytes / mb }));
    read(given).then(
      (found) => {
        setRefused(null);
        onFile(found);
      },
      () => setRefused(t('field.fileFailed')),
    );
  };
  return (
    <div
      className={styles['drop']}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files[0]);
      }}
    >
      <Button
        size="xs"
        variant="default"
        leftSection={<IconUpload size={14} />}
        onClick={() => input.current?.click()}
      >
        {t('import.chooseFile')}
      </Button>
      <p className="muted">{t('import.dropText')}</p>
      <p role="status" className="any-break">
        {file === null
          ? ''
          : t('import.chosen', { name: file.name, kb: size.format(Math.max(0.1, file.size / 1024)) })}
      </p>
      {refused !== null && (
        <p role="alert" className={styles['wrong']}>
          {refused}
        </p>
      )}
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t('import.chooseFile')}
        accept=".json,.yaml,.yml,.zip,application/json,application/zip"
        onChange={(event) => {
          take(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
    </div>
  );
};
