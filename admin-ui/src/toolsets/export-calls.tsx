import { Button, Tooltip } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { unreachable } from '../api/problem.ts';
import { useWrite } from '../api/queries.tsx';
import type { ToolCall } from '../api/shapes.ts';
import type { HubList } from '../list/use-list.ts';
import { IconDownload } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { saveFile } from '../operations/save-file.ts';
import { useNotices } from '../show/notices.tsx';
import { askedCalls, callFilters } from './asked-calls.ts';

interface ExportProps {
  readonly list: Pick<HubList<ToolCall>, 'filter' | 'q'>;
  readonly name: string;
}

/** More than the last line ever has. */
const tailBytes = 200;

/** All calls that the list stands for, also those that it has not loaded. */
export const ExportCalls = ({ list, name }: ExportProps) => {
  const t = useT();
  const { client } = useHub();
  const notices = useNotices();
  const write = useWrite(async () => {
    const given = Object.fromEntries(callFilters.map((filter) => [filter, list.filter(filter) ?? undefined]));
    const query = { ...askedCalls(name, given), ...(list.q === '' ? {} : { q: list.q }) };
    const lines: Blob = await answer(
      client.GET('/api/toolset-calls/export', { params: { query }, parseAs: 'blob' }),
    );
    const last = (await lines.slice(-tailBytes).text()).trimEnd().split('\n').at(-1) ?? '';
    // Cut off on its way: half of them would be taken for all.
    if (!last.startsWith('{"done"')) throw unreachable();
    return lines;
  });
  const run = (): void => {
    write.run(undefined).then(
      (lines) => saveFile(lines, `${name}-calls.jsonl`),
      (error: unknown) => notices.failed(t('toolsets.exportFailed'), error),
    );
  };
  return (
    <Tooltip label={t('toolsets.exportText')}>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconDownload size={14} />}
        loading={write.busy}
        onClick={run}
      >
        {t('toolsets.export')}
      </Button>
    </Tooltip>
  );
};
