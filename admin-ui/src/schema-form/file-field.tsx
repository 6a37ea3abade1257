import { Button, CloseButton, Group, Input } from '@mantine/core';
import { useId, useRef, useState } from 'react';
import { readBase64 } from '../form/read-file.ts';
import { IconUpload } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useFieldAbout } from './field-about.tsx';
import type { FieldProps } from './form-context.ts';
import { isRecord } from './settle.ts';

/** With base64 and the rest of the call, what the hub takes in one request. */
const mostBytes = 11 * 1024 * 1024;

/** A file of the person's own, sent within the input. */
export const FileField = (props: FieldProps) => {
  const { pointer, value, required, onChange } = props;
  const t = useT();
  const { label, description, problem } = useFieldAbout(props);
  const [refused, setRefused] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const given = isRecord(value) ? value : undefined;
  const name = typeof given?.['name'] === 'string' ? given['name'] : t('field.file');
  const take = (file: File | undefined): void => {
    if (file === undefined) return;
    if (file.size > mostBytes) return setRefused(t('field.fileTooLarge', { mb: mostBytes / 1024 / 1024 }));
    readBase64(file).then(
      (base64) => {
        setRefused(undefined);
        onChange({
          base64,
          name: file.name,
          ...(file.type === '' ? {} : { contentType: file.type }),
        });
      },
      () => setRefused(t('field.fileFailed')),
    );
  };
  const wrong = refused ?? problem;
  return (
    <Input.Wrapper
      size="sm"
      label={label}
      labelElement="div"
      description={description}
      required={required}
      {...(wrong === undefined ? {} : { error: wrong })}
    >
      <Group gap={8} mt={4}>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconUpload size={14} />}
          aria-label={`${label}: ${t('field.chooseFile')}`}
          data-path={pointer}
          onClick={() => input.current?.click()}
        >
          {t('field.chooseFile')}
        </Button>
        {given !== undefined && (
          <>
            <span className="any-break">{name}</span>
            <CloseButton
              size="sm"
              aria-label={t('field.remove', { name })}
              onClick={() => onChange(undefined)}
            />
          </>
        )}
        <input
          ref={input}
          id={id}
          type="file"
          hidden
          onChange={(event) => {
            take(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
        />
      </Group>
    </Input.Wrapper>
  );
};
