import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useHub } from '../../api/hub-context.tsx';
import { useCache, useWrite } from '../../api/queries.tsx';
import type { GatewayFacts, GatewayProblem } from '../../api/shapes.ts';
import { useT } from '../../messages/messages-context.tsx';
import { Failure } from '../../show/failure.tsx';
import { useNotices } from '../../show/notices.tsx';
import { documentApi, type DocumentKind } from './document-api.ts';
import { OthersVersion } from './others-version.tsx';
import type { EditedDocument } from './use-edited-document.ts';

interface SaveProps {
  readonly kind: DocumentKind;
  readonly edited: EditedDocument;
  readonly problems: readonly GatewayProblem[];
  readonly opened: boolean;
  onClose(): void;
}

/** What the change is for; and who was faster, if somebody was. */
export const SaveDocument = ({ kind, edited, problems, opened, onClose }: SaveProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const [note, setNote] = useState('');
  const { base, document } = edited;
  const { name } = base;
  const save = useWrite((basedOn: number) =>
    documentApi(client, kind).save({ name, document, basedOn, note: note.trim() }),
  );
  const run = (basedOn: number): void => {
    save.run(basedOn).then(
      (facts: GatewayFacts) => {
        cache.change<GatewayFacts>(key(`${kind}s`, 'one', name), () => facts);
        for (const noun of [`${kind}s`, `${kind}-versions`, 'traffic-status']) cache.expire(key(noun));
        edited.take(facts);
        notices.done(t('gateway.saved', { name, version: facts.version }));
        setNote('');
        onClose();
      },
      () => undefined,
    );
  };
  const { problem } = save;
  const theirs = problem?.code === 'conflict' ? Number(problem.more['version'] ?? 0) : 0;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size={theirs > 0 ? 760 : 480}
      title={t('gateway.saveTitle', { name })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run(base.version);
        }}
      >
        <Stack gap={16}>
          <p className="muted">{t('gateway.saveText')}</p>
          {problems.length > 0 && <p role="alert">{t('gateway.saveProblems', { count: problems.length })}</p>}
          <Textarea
            label={t('gateway.note')}
            description={t('gateway.noteText')}
            maxLength={500}
            autosize
            minRows={2}
            maxRows={6}
            data-autofocus
            value={note}
            onChange={({ currentTarget }) => setNote(currentTarget.value)}
          />
          {problem !== null && theirs === 0 && (
            <Failure quiet what={t('gateway.notSaved')} problem={problem} />
          )}
          {problem !== null && theirs > 0 && (
            <OthersVersion
              kind={kind}
              edited={edited}
              problem={problem}
              version={theirs}
              busy={save.busy}
              onOver={() => run(theirs)}
              onTaken={onClose}
            />
          )}
          <Group gap={8} justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            {theirs === 0 && (
              <Button type="submit" loading={save.busy} disabled={problems.length > 0}>
                {t('gateway.save')}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
};
