import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useWrite } from '../api/queries.tsx';
import type { Approval } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { choiceWord } from './approval-state.tsx';
import { ChoiceButton } from './choice-button.tsx';

type Choice = Approval['choices'][number];

interface AnswerProps {
  readonly token: string;
  readonly choices: readonly Choice[];
  /** With the word of the answer. */
  onSent(word: string): void;
}

/** Choosing is one press and sending is another: a link is opened by programs too, and an answer is for good. */
export const AnswerByLink = ({ token, choices, onSent }: AnswerProps) => {
  const t = useT();
  const { client } = useHub();
  const [chosen, setChosen] = useState<Choice | null>(null);
  const [note, setNote] = useState('');
  const send = useWrite((choice: string) =>
    answer(client.POST('/api/approval/answer', { body: { token, choice, note } })),
  );
  if (chosen === null) {
    return (
      <Group gap={8} role="group" aria-label={t('approvals.yourAnswer')}>
        {choices.map((one) => (
          <ChoiceButton key={one.choice} variant="default" onClick={() => setChosen(one)}>
            {choiceWord(t, one)}
          </ChoiceButton>
        ))}
      </Group>
    );
  }
  const word = choiceWord(t, chosen);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send.run(chosen.choice).then(
          () => onSent(word),
          () => undefined,
        );
      }}
    >
      <Stack gap={16}>
        <p role="status">{t('approvals.linkSure', { answer: word })}</p>
        <Textarea
          label={t('approvals.note')}
          autosize
          minRows={2}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {send.problem !== null && <Failure quiet what={t('approvals.notSent')} problem={send.problem} />}
        <Group gap={8}>
          <ChoiceButton type="submit" loading={send.busy} autoFocus>
            {t('approvals.linkSend', { answer: word })}
          </ChoiceButton>
          <Button variant="default" onClick={() => setChosen(null)} disabled={send.busy}>
            {t('approvals.linkOther')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
