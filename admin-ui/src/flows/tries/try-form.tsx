import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { IconTry } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { statusWords } from '../../runs/run-state.ts';
import {
  endedStatuses,
  isCount,
  mostRuns,
  readAnswers,
  wishOf,
  type TryChoice,
  type TryWish,
} from './try-wish.ts';
import styles from './tries-tab.module.css';

interface FormProps {
  readonly choice: TryChoice;
  readonly busy: boolean;
  onChange(choice: TryChoice): void;
  onBegin(wish: TryWish): void;
}

/** Which runs the draft is tried on. */
export const TryForm = ({ choice, busy, onChange, onBegin }: FormProps) => {
  const t = useT();
  const [tried, setTried] = useState(false);
  const [answering, setAnswering] = useState(choice.answers !== '');
  const answers = readAnswers(choice.answers);
  const set = (change: Partial<TryChoice>): void => onChange({ ...choice, ...change });
  const wrongCount = tried && !isCount(choice.last) ? t('tries.lastRule', { most: mostRuns }) : null;
  const wrongAnswers =
    'value' in answers ? null : answers.mistake === '' ? t('tries.answersRule') : answers.mistake;
  return (
    <form
      noValidate
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        const wish = wishOf(choice);
        if (wish !== undefined && !busy) onBegin(wish);
      }}
    >
      <div className={styles['fields']}>
        <TextInput
          size="xs"
          type="number"
          w={112}
          min={1}
          max={mostRuns}
          label={t('tries.last')}
          value={choice.last}
          error={wrongCount}
          onChange={(event) => set({ last: event.currentTarget.value })}
        />
        <Select
          size="xs"
          w={168}
          label={t('runs.status')}
          placeholder={t('tries.anyStatus')}
          clearable
          allowDeselect
          data={endedStatuses.map((one) => ({ value: one, label: t(statusWords[one].word) }))}
          value={choice.status}
          onChange={(status) => set({ status })}
        />
        <TextInput
          size="xs"
          type="date"
          label={t('runs.from')}
          value={choice.from}
          onChange={(event) => set({ from: event.currentTarget.value })}
        />
        <TextInput
          size="xs"
          type="date"
          label={t('runs.until')}
          value={choice.until}
          onChange={(event) => set({ until: event.currentTarget.value })}
        />
        <Button size="xs" type="submit" disabled={busy} leftSection={<IconTry size={14} />}>
          {t('tries.begin')}
        </Button>
        {!answering && (
          <Button size="xs" variant="subtle" color="gray" onClick={() => setAnswering(true)}>
            {t('tries.addAnswers')}
          </Button>
        )}
      </div>
      {answering && (
        <Textarea
          label={t('tries.answers')}
          description={t('tries.answersText')}
          autosize
          minRows={3}
          maxRows={12}
          spellCheck={false}
          placeholder={'mail: { output: { sent: true } }'}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.75rem' } }}
          value={choice.answers}
          error={wrongAnswers}
          onChange={(event) => set({ answers: event.currentTarget.value })}
        />
      )}
    </form>
  );
};
