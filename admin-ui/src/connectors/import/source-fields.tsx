import { Button, SegmentedControl, Stack, TextInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../../messages/messages-context.tsx';
import { FileDrop } from './file-drop.tsx';
import { ways, type Source } from './source.ts';

interface FieldsProps {
  readonly source: Source;
  readonly error: string | undefined;
  onChange(source: Source): void;
}

const mono = { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.75rem' } };

/** One of three ways to bring a document, and what is laid over it. */
export const SourceFields = ({ source, error, onChange }: FieldsProps) => {
  const t = useT();
  const [overlay, setOverlay] = useState(source.overlay !== '');
  const set = (changes: Partial<Source>): void => onChange({ ...source, ...changes });
  const wrong = error === undefined ? {} : { error };
  return (
    <Stack gap={16}>
      <SegmentedControl
        style={{ alignSelf: 'flex-start' }}
        aria-label={t('import.way')}
        value={source.way}
        onChange={(next) => set({ way: ways.find((way) => way === next) ?? 'url' })}
        data={ways.map((way) => ({ value: way, label: t(`import.${way}`) }))}
      />
      {source.way === 'url' && (
        <TextInput
          type="url"
          label={t('import.address')}
          description={t('import.addressText')}
          placeholder="https://api.example.com/openapi.json"
          spellCheck={false}
          required
          {...wrong}
          value={source.url}
          onChange={(event) => set({ url: event.currentTarget.value })}
        />
      )}
      {source.way === 'file' && <FileDrop file={source.file} onFile={(file) => set({ file })} />}
      {source.way === 'paste' && (
        <Textarea
          label={t('import.document')}
          description={t('import.documentText')}
          rows={14}
          resize="vertical"
          spellCheck={false}
          required
          styles={mono}
          data-document
          {...wrong}
          value={source.text}
          onChange={(event) => set({ text: event.currentTarget.value })}
        />
      )}
      {overlay ? (
        <Textarea
          label={t('import.overlay')}
          description={t('import.overlayText')}
          rows={6}
          resize="vertical"
          spellCheck={false}
          styles={mono}
          value={source.overlay}
          onChange={(event) => set({ overlay: event.currentTarget.value })}
        />
      ) : (
        <div>
          <Button size="compact-sm" variant="subtle" onClick={() => setOverlay(true)}>
            {t('import.addOverlay')}
          </Button>
        </div>
      )}
    </Stack>
  );
};
