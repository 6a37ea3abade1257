import { ActionIcon, Button, Group, Stack, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { SideSheet } from '../../form/side-sheet.tsx';
import { IconEdit, IconRemove } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { JsonText } from '../../schema-form/json-text.tsx';
import { holdsRedacted } from '../../show/redacted.ts';
import { shortJson } from '../step/expression/short-json.ts';
import { placeKey, placesByKey } from './place-key.ts';
import type { Trial } from './use-trial.ts';
import styles from './trial.module.css';

interface ListProps {
  readonly trial: Trial;
  onChoose(place: string): void;
}

/** Outputs that stand for steps: to be changed, and to be taken away. */
export const PinList = ({ trial, onChoose }: ListProps) => {
  const t = useT();
  const [edited, setEdited] = useState<string | null>(null);
  const places = placesByKey(trial.shape);
  const pins = Object.entries(trial.kept.pins);
  if (pins.length === 0) return <p className={`${styles['nothing']} muted`}>{t('editor.trial.noPins')}</p>;
  return (
    <>
      <ul className={styles['pins']} aria-label={t('editor.trial.tab.pins')}>
        {pins.map(([key, value]) => {
          const place = places.get(key);
          const name = nameIn(key);
          return (
            <li key={key}>
              {place === undefined ? (
                <span className="muted">{t('editor.trial.pinLost', { step: name })}</span>
              ) : (
                <button type="button" className={styles['goes']} onClick={() => onChoose(place)}>
                  {name}
                </button>
              )}
              <code className="one-line">{shortJson(value)}</code>
              <Tooltip label={t('editor.trial.editPin', { step: name })}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  aria-label={t('editor.trial.editPin', { step: name })}
                  disabled={place === undefined}
                  onClick={() => setEdited(place ?? null)}
                >
                  <IconEdit size={14} />
                </ActionIcon>
              </Tooltip>
              <Tooltip label={t('editor.trial.unpin', { step: name })}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  aria-label={t('editor.trial.unpin', { step: name })}
                  onClick={() => trial.unpin(key)}
                >
                  <IconRemove size={14} />
                </ActionIcon>
              </Tooltip>
            </li>
          );
        })}
      </ul>
      <PinSheet trial={trial} place={edited} onClose={() => setEdited(null)} />
    </>
  );
};

const nameIn = (key: string): string =>
  key
    .slice(key.lastIndexOf('/') + 1)
    .replace(/~1/g, '/')
    .replace(/~0/g, '~');

interface SheetProps {
  readonly trial: Trial;
  /** Of the step whose pin is edited. */
  readonly place: string | null;
  onClose(): void;
}

/** What a step gives without being carried out, to be written by hand. */
export const PinSheet = ({ trial, place, onClose }: SheetProps) => {
  const t = useT();
  const step = place === null ? undefined : trial.shape.steps.get(place);
  return (
    <SideSheet
      opened={step !== undefined}
      title={t('editor.trial.pinOf', { step: step?.name ?? '' })}
      onClose={onClose}
    >
      {step !== undefined && <PinForm key={step.place} trial={trial} place={step.place} onClose={onClose} />}
    </SideSheet>
  );
};

const PinForm = ({ trial, place, onClose }: SheetProps & { readonly place: string }) => {
  const t = useT();
  const [value, setValue] = useState<unknown>(trial.kept.pins[placeKey(place)] ?? {});
  const [readable, setReadable] = useState(true);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!readable) return;
        trial.pin(place, value ?? null);
        onClose();
      }}
    >
      <Stack gap={16}>
        <p className="muted">{t('editor.trial.pinAbout')}</p>
        <JsonText
          label={t('runs.output')}
          pointer=""
          value={value}
          rows={16}
          onChange={setValue}
          onReadable={setReadable}
        />
        {holdsRedacted(value) && <p className="muted small">{t('runs.redacted')}</p>}
        <Group gap={8} justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit">{t('editor.trial.pin')}</Button>
        </Group>
      </Stack>
    </form>
  );
};
