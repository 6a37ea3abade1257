import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useRead, type Read } from '../../api/queries.tsx';
import type { DraftSaver } from '../text/draft-saver.ts';
import { testsKey } from './tests-key.ts';

export interface PublishedTests {
  readonly passed: number;
  /** By name. */
  readonly failed: readonly string[];
  /** The text of the tests has mistakes: cases that cannot be read are not run. */
  readonly unreadable: boolean;
}

interface Asking {
  readonly saver: DraftSaver;
  readonly opened: boolean;
}

/** What the tests say of the draft that is about to be published; null where there are none. */
export const usePublishTests = (name: string, { saver, opened }: Asking): Read<PublishedTests | null> => {
  const { client, key } = useHub();
  const params = { path: { name } };
  return useRead<PublishedTests | null>(
    key(testsKey, 'publish', name, saver.state().fence),
    async (signal) => {
      await saver.flush();
      const { tests } = await answer(client.GET('/api/flows/{name}/tests', { signal, params }));
      if (tests === null) return null;
      const ran = await answer(
        client.POST('/api/flows/{name}/test', { signal, params, body: { version: 'draft' } }),
      );
      return {
        passed: ran.passed,
        failed: ran.cases.filter(({ ok }) => !ok).map((one) => one.name),
        unreadable: ran.problems.length > 0,
      };
    },
    { enabled: opened, fresh: true },
  );
};
