import { Button, Group, Stack } from '@mantine/core';
import type { AuditEntry } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { CopyIcon } from '../show/copy-button.tsx';
import { Facts } from '../show/facts.tsx';
import { JsonTree } from '../show/json-tree.tsx';
import { ExactTime } from '../show/time.tsx';

interface DetailProps {
  readonly entry: AuditEntry;
  onFilter(filter: Readonly<Record<string, string>>): void;
}

export const AuditDetail = ({ entry, onFilter }: DetailProps) => {
  const t = useT();
  const code = (value: string) => (
    <Group gap={4} wrap="nowrap">
      <code>{value}</code>
      <CopyIcon value={value} label={t('copy.value', { value })} />
    </Group>
  );
  const { target } = entry;
  return (
    <Stack gap={16}>
      <Facts
        facts={[
          [t('audit.at'), <ExactTime key="at" at={entry.at} />],
          [t('audit.actor'), entry.actorName],
          [t('audit.actorId'), code(entry.actor)],
          [t('audit.target'), target === null ? '–' : code(target)],
          [t('audit.ip'), entry.ip ?? '–'],
          [t('audit.request'), entry.requestId === null ? '–' : code(entry.requestId)],
          [t('audit.seq'), String(entry.seq)],
        ]}
      />
      <JsonTree value={entry.details} label={t('audit.details')} />
      <Group gap={8}>
        <Button size="xs" variant="default" onClick={() => onFilter({ action: entry.action })}>
          {t('audit.sameAction')}
        </Button>
        <Button size="xs" variant="default" onClick={() => onFilter({ actor: entry.actor })}>
          {t('audit.sameActor')}
        </Button>
        {target !== null && (
          <Button size="xs" variant="default" onClick={() => onFilter({ target })}>
            {t('audit.sameTarget')}
          </Button>
        )}
      </Group>
    </Stack>
  );
};
