import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { IconRemove, IconSave } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import type { Trial } from './use-trial.ts';
import styles from './trial.module.css';

interface SamplesProps {
  readonly trial: Trial;
  /** As it is in the form now. */
  readonly input: unknown;
}

const mostSamples = 30;

/** Inputs that were kept under a name, to be tried again. */
export const Samples = ({ trial, input }: SamplesProps) => {
  const t = useT();
  const [name, setName] = useState('');
  const { samples } = trial.kept;
  const wanted = name.trim();
  const keep = (): void => {
    const others = samples.filter((one) => one.name !== wanted);
    trial.set({ samples: [...others, { name: wanted, input }].slice(-mostSamples) });
    setName('');
  };
  return (
    <div className={styles['samples']}>
      <h3>{t('editor.trial.samples')}</h3>
      {samples.length === 0 && <p className="muted small">{t('editor.trial.noSamples')}</p>}
      <ul>
        {samples.map((sample) => (
          <li key={sample.name}>
            <button
              type="button"
              className={`${styles['goes']} any-break`}
              onClick={() => trial.set({ given: { kind: 'input', input: sample.input } })}
            >
              {sample.name}
            </button>
            <Tooltip label={t('editor.trial.dropSample', { name: sample.name })}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={t('editor.trial.dropSample', { name: sample.name })}
                onClick={() => trial.set({ samples: samples.filter((one) => one !== sample) })}
              >
                <IconRemove size={14} />
              </ActionIcon>
            </Tooltip>
          </li>
        ))}
      </ul>
      <form
        className={styles['keep']}
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted !== '') keep();
        }}
      >
        <TextInput
          size="xs"
          aria-label={t('editor.trial.sampleName')}
          placeholder={t('editor.trial.sampleName')}
          maxLength={80}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button
          type="submit"
          size="xs"
          variant="default"
          disabled={wanted === ''}
          leftSection={<IconSave size={14} />}
        >
          {t('editor.trial.keepSample')}
        </Button>
      </form>
    </div>
  );
};
