import { Group, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useWrite } from '../api/queries.tsx';
import type { Approval } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { useNotices } from '../show/notices.tsx';
import { answerWord, choiceWord } from './approval-state.tsx';
import { ChoiceButton } from './choice-button.tsx';
import styles from './approvals.module.css';

/** The choices, with a note; whoever may not answer reads who may. */
export const YourAnswer = ({ approval }: { readonly approval: Approval }) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const [note, setNote] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const give = useWrite((choice: string) =>
    answer(
      client.POST('/api/approvals/{approval}/answer', {
        params: { path: { approval: approval.id } },
        body: { choice, note },
      }),
    ),
  );
  if (!approval.mine) {
    return (
      <p className={`${styles['answer']} muted`}>
        {t(approval.group.deleted ? 'approvals.nobodyMay' : 'approvals.onlyGroup', {
          group: approval.group.name,
        })}
      </p>
    );
  }
  const send = (choice: string): void => {
    setChosen(choice);
    give.run(choice).then(
      (settled) => {
        cache.expire(key('approvals'));
        cache.expire(key('approval-count'));
        notices.done(t('approvals.sent', { answer: answerWord(t, settled) }));
      },
      // Somebody else may have been first: the page shows who.
      () => cache.expire(key('approvals')),
    );
  };
  return (
    <section className={styles['answer']} aria-labelledby="your-answer">
      <h2 id="your-answer">{t('approvals.yourAnswer')}</h2>
      <Stack gap={16}>
        <Textarea
          label={t('approvals.note')}
          description={t('approvals.noteText')}
          autosize
          minRows={2}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {give.problem !== null && <Failure quiet what={t('approvals.notSent')} problem={give.problem} />}
        <Group gap={8}>
          {approval.choices.map((one, at) => (
            <ChoiceButton
              key={one.choice}
              variant={at === 0 ? 'filled' : 'default'}
              loading={give.busy && chosen === one.choice}
              disabled={give.busy && chosen !== one.choice}
              onClick={() => send(one.choice)}
            >
              {choiceWord(t, one)}
            </ChoiceButton>
          ))}
        </Group>
      </Stack>
    </section>
  );
};
