import { Button, Group, Stack } from '@mantine/core';
import type { JournalEntry, Run } from '../api/shapes.ts';
import { SideSheet } from '../form/side-sheet.tsx';
import { IconRefresh } from '../look/icons.ts';
import { useMessages } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { CopyIcon } from '../show/copy-button.tsx';
import { Facts } from '../show/facts.tsx';
import { ExactTime } from '../show/time.tsx';
import { durationText } from './duration.ts';
import { EditStep } from './edit-step.tsx';
import { mayRetryFrom } from './run-state.ts';
import { TaskData } from './task-data.tsx';
import { stepName } from './task-name.ts';
import { TaskIcon, taskWords } from './task-state.tsx';
import type { TimelineNode } from './timeline.ts';
import { useChangeRun } from './use-change-run.ts';
import { useWaitText } from './use-wait-text.ts';
import styles from './run-page.module.css';

interface SheetProps {
  readonly run: Run;
  readonly node: TimelineNode | undefined;
  readonly entries: readonly JournalEntry[];
  /** Where what is under way has come to. */
  readonly now: number;
  onClose(): void;
}

/** One task: what it was given, what it gave, how long it took and why it failed. */
export const TaskSheet = ({ run, node, entries, now, onClose }: SheetProps) => {
  const { t } = useMessages();
  return (
    <SideSheet
      opened={node !== undefined}
      title={node === undefined ? '' : stepName(t, node.step)}
      onClose={onClose}
    >
      {node !== undefined && <TaskContent key={node.id} {...{ run, node, entries, now, onClose }} />}
    </SideSheet>
  );
};

interface ContentProps extends SheetProps {
  readonly node: TimelineNode;
}

const TaskContent = ({ run, node, entries, now, onClose }: ContentProps) => {
  const { t, language } = useMessages();
  const may = useMay();
  const change = useChangeRun();
  const waitText = useWaitText();
  const { fact } = node;
  const own =
    fact === null ? [] : entries.filter(({ key }) => key === fact.key || key.startsWith(`${fact.key}:`));
  const attempts = node.children.filter(({ step }) => step.kind === 'attempt').length;
  const waits = waitText(fact?.wait ?? null);
  const from = own.find(({ kind, key }) => kind !== 'undone' && key === fact?.key) ?? own[0];
  return (
    <Stack gap={16}>
      <Facts
        facts={[
          [
            t('runs.status'),
            <span key="state" className={styles['taskState']}>
              <TaskIcon state={node.state} /> {t(taskWords[node.state])}
            </span>,
          ],
          [t('runs.began'), <ExactTime key="began" at={new Date(node.began).toISOString()} />],
          [t('runs.duration'), durationText(language, (node.ended ?? now) - node.began)],
          ...(attempts > 1 ? [[t('runs.attempts'), String(attempts)] as const] : []),
          ...(waits === null ? [] : [[t('runs.waitsFor'), waits] as const]),
          ...(node.children.length > 0 ? [[t('runs.tasks'), String(node.size)] as const] : []),
          ...(fact === null
            ? []
            : [
                [
                  t('runs.key'),
                  <Group key="key" gap={4} wrap="nowrap">
                    <code className="any-break">{fact.key}</code>
                    <CopyIcon value={fact.key} label={t('runs.copyKey')} />
                  </Group>,
                ] as const,
              ]),
        ]}
      />
      <Group gap={8}>
        {may('flows.run') && mayRetryFrom(run) && from !== undefined && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={14} />}
            onClick={() => {
              change(run, 'retry', from.key);
              onClose();
            }}
          >
            {t('runs.retryFrom')}
          </Button>
        )}
        <EditStep flow={run.flow} place={fact?.place} />
      </Group>
      {fact !== null && <TaskData run={run.run} flow={run.flow} fact={fact} entries={own} />}
    </Stack>
  );
};
