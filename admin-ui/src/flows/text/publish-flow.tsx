import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import type { Problem } from '../../api/problem.ts';
import { useCache, useWrite } from '../../api/queries.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { Failure } from '../../show/failure.tsx';
import { useNotices } from '../../show/notices.tsx';
import type { DraftSaver, Finding } from './draft-saver.ts';
import { FindingList } from './finding-list.tsx';

interface PublishProps {
  readonly name: string;
  readonly saver: DraftSaver;
  readonly opened: boolean;
  onClose(): void;
  onChoose(finding: Finding): void;
}

/** What is new, in a sentence; and all that is in the way, if something is. */
export const PublishFlow = ({ name, saver, opened, onClose, onChoose }: PublishProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const [note, setNote] = useState('');
  const publish = useWrite(async () => {
    await saver.flush();
    const { fence } = saver.state();
    return answer(
      client.POST('/api/flows/{name}/publish', { params: { path: { name } }, body: { note, fence } }),
    );
  });
  const findings = findingsIn(publish.problem);
  const run = (): void => {
    publish.run(undefined).then(
      ({ number, unchanged }) => {
        cache.expire(key('flows'));
        cache.expire(key('flow-versions'));
        notices.done(t(unchanged ? 'flows.publishUnchanged' : 'flows.wasPublished', { number }));
        setNote('');
        onClose();
      },
      () => undefined,
    );
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('flows.publishTitle', { name })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <Stack gap={16}>
          <Textarea
            label={t('flows.note')}
            description={t('flows.noteText')}
            maxLength={2_000}
            autosize
            minRows={2}
            maxRows={8}
            data-autofocus
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          {findings.length > 0 && (
            <FindingList
              kind="problems"
              findings={findings}
              onChoose={(finding) => {
                onClose();
                onChoose(finding);
              }}
            />
          )}
          {publish.problem !== null && findings.length === 0 && (
            <Failure quiet what={t('flows.notPublished')} problem={publish.problem} />
          )}
          <Group gap={8} justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={publish.busy}>
              {t('flows.publish')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
};

/** With their places: the list of every failure has only the words. */
const findingsIn = (problem: Problem | null): readonly Finding[] => {
  const told: unknown = problem?.code === 'flow_invalid' ? problem.more['problems'] : undefined;
  return Array.isArray(told) ? (told as readonly Finding[]) : [];
};
