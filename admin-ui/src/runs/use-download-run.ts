import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { JournalEntry, Run } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { saveFile } from '../operations/save-file.ts';
import { useNotices } from '../show/notices.tsx';

/** The run and its whole journal as one JSON file, for a colleague or a ticket. */
export const useDownloadRun = (): ((run: Run) => void) => {
  const t = useT();
  const { client } = useHub();
  const notices = useNotices();
  return ({ run }) => {
    const path = { run };
    const read = async (): Promise<void> => {
      const about = await answer(client.GET('/api/runs/{run}', { params: { path } }));
      const journal: JournalEntry[] = [];
      for (let after: number | null = 0; after !== null;) {
        const query: { after: number; limit: number } = { after, limit: 1_000 };
        const page = await answer(client.GET('/api/runs/{run}/journal', { params: { path, query } }));
        journal.push(...page.items);
        after = page.next;
      }
      const text = JSON.stringify({ run: about, journal }, null, 2);
      saveFile(new Blob([text]), `${run}.json`);
    };
    read().catch((error: unknown) => notices.failed(t('runs.downloadFailed'), error));
  };
};
