import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useWrite } from '../api/queries.tsx';
import type { ToolsetFinding } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';
import { PublishDialog } from '../versions/publish-dialog.tsx';
import { FindingList } from './finding-list.tsx';
import type { EditedToolset } from './use-toolset-draft.ts';

interface PublishProps {
  readonly name: string;
  readonly edited: EditedToolset;
  readonly opened: boolean;
  onClose(): void;
  onChoose(finding: ToolsetFinding): void;
}

/** Puts the draft into use; what is in the way leads to its tool. */
export const PublishToolset = ({ name, edited, opened, onClose, onChoose }: PublishProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const { saver, draft } = edited;
  const publish = useWrite(async (note: string) => {
    await saver.flush();
    const { fence } = saver.state();
    return answer(
      client.POST('/api/toolsets/{name}/publish', { params: { path: { name } }, body: { note, fence } }),
    );
  });
  const told =
    publish.problem?.code === 'toolset_invalid' ? publish.problem.fields.map((field) => ({ ...field })) : [];
  const run = async (note: string): Promise<boolean> => {
    try {
      const { number, unchanged, blocked } = await publish.run(note);
      cache.expire(key('toolsets'));
      cache.expire(key('toolset-versions'));
      notices.done(t(unchanged ? 'flows.publishUnchanged' : 'flows.wasPublished', { number }));
      if (blocked.length > 0)
        notices.done(
          t('toolsets.stillBlocked', { count: blocked.length, names: blocked.slice(0, 3).join(', ') }),
        );
      onClose();
      return true;
    } catch {
      // The dialog stays, and says why.
      return false;
    }
  };
  return (
    <PublishDialog
      name={name}
      opened={opened}
      busy={publish.busy}
      problem={told.length > 0 ? null : publish.problem}
      onPublish={run}
      onClose={onClose}
    >
      <p className="muted">{t('toolsets.publishText')}</p>
      {told.length > 0 && (
        <div role="alert">
          <FindingList
            kind="problems"
            findings={told}
            draft={draft}
            onChoose={(finding) => {
              onClose();
              onChoose(finding);
            }}
          />
        </div>
      )}
    </PublishDialog>
  );
};
