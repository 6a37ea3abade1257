import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { Run } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { saveFile } from '../operations/save-file.ts';
import { useNotices } from '../show/notices.tsx';

/** The run, its text, its journal and its tasks as one JSON file, for a colleague or a ticket. */
export const useDownloadRun = (): ((run: Run) => void) => {
  const t = useT();
  const { client } = useHub();
  const notices = useNotices();
  return ({ run }) => {
    answer(client.GET('/api/runs/{run}/export', { params: { path: { run } } })).then(
      (whole) => saveFile(new Blob([JSON.stringify(whole, null, 2)]), `${run}.json`),
      (error: unknown) => notices.failed(t('runs.downloadFailed'), error),
    );
  };
};
