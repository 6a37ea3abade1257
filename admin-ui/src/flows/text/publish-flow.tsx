import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import type { Problem } from '../../api/problem.ts';
import { useCache, useWrite } from '../../api/queries.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { useNotices } from '../../show/notices.tsx';
import { PublishDialog } from '../../versions/publish-dialog.tsx';
import { PublishTests } from '../tests/publish-tests.tsx';
import { usePublishTests } from '../tests/use-publish-tests.ts';
import type { DraftSaver, Finding } from './draft-saver.ts';
import { FindingList } from './finding-list.tsx';

interface PublishProps {
  readonly name: string;
  readonly saver: DraftSaver;
  readonly opened: boolean;
  onClose(): void;
  onChoose(finding: Finding): void;
}

/** Puts the draft into use, once its tests pass or somebody says that they need not. */
export const PublishFlow = ({ name, saver, opened, onClose, onChoose }: PublishProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const [ignored, setIgnored] = useState(false);
  const tests = usePublishTests(name, { saver, opened });
  const failing = (tests.data?.failed.length ?? 0) > 0;
  const publish = useWrite(async (note: string) => {
    await saver.flush();
    const { fence } = saver.state();
    return answer(
      client.POST('/api/flows/{name}/publish', {
        params: { path: { name } },
        body: { note, fence, ignoreTests: failing && ignored },
      }),
    );
  });
  const findings = findingsIn(publish.problem);
  const run = async (note: string): Promise<boolean> => {
    try {
      const { number, unchanged } = await publish.run(note);
      cache.expire(key('flows'));
      cache.expire(key('flow-versions'));
      notices.done(t(unchanged ? 'flows.publishUnchanged' : 'flows.wasPublished', { number }));
      setIgnored(false);
      onClose();
      return true;
    } catch {
      // Somebody else may have changed the tests since the dialog was opened.
      tests.reload();
      return false;
    }
  };
  return (
    <PublishDialog
      name={name}
      opened={opened}
      busy={publish.busy}
      blocked={failing && !ignored}
      problem={findings.length > 0 ? null : publish.problem}
      onPublish={run}
      onClose={onClose}
    >
      <PublishTests name={name} tests={tests} />
      {failing && (
        <Checkbox
          label={t('tests.ignore')}
          checked={ignored}
          onChange={(event) => setIgnored(event.currentTarget.checked)}
        />
      )}
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
    </PublishDialog>
  );
};

/** With their places: the list of every failure has only the words. */
const findingsIn = (problem: Problem | null): readonly Finding[] => {
  const told: unknown = problem?.code === 'flow_invalid' ? problem.more['problems'] : undefined;
  return Array.isArray(told) ? (told as readonly Finding[]) : [];
};
