import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useHub } from '../api/hub-context.tsx';
import type { ToolCall } from '../api/shapes.ts';
import { useMessages } from '../messages/messages-context.tsx';
import { CopyIcon } from '../show/copy-button.tsx';
import { Facts } from '../show/facts.tsx';
import { JsonTree } from '../show/json-tree.tsx';
import { LinkButton } from '../show/link-button.tsx';
import { ExactTime } from '../show/time.tsx';
import { shortText } from './call-columns.tsx';
import { CallOutcome } from './call-outcome.tsx';
import { playgroundPath } from './toolset-path.ts';

interface DetailProps {
  readonly call: ToolCall;
  onFilter(filter: Readonly<Record<string, string>>): void;
}

/** One call: what it was, and what the log has kept of it. */
export const CallDetail = ({ call, onFilter }: DetailProps) => {
  const { t, language } = useMessages();
  const { space } = useHub();
  const { toolset, tool, operation, caller, ms, bytes, version, input, output, shape } = call;
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const kept = input !== null || output !== null;
  const idOf = (value: string): ReactNode => (
    <Group gap={4} wrap="nowrap">
      <code className="any-break">{value}</code>
      <CopyIcon value={value} label={t('copy.value', { value })} />
    </Group>
  );
  return (
    <Stack gap={16}>
      <Facts
        facts={[
          [t('toolsets.outcome'), <CallOutcome key="outcome" call={call} />],
          [t('toolsets.at'), <ExactTime key="at" at={call.at} />],
          [t('toolsets.caller'), caller.name || '–'],
          [t('toolsets.callerId'), idOf(caller.id)],
          [
            t('toolsets.callOperation'),
            <code key="operation" className="any-break">
              {operation}
            </code>,
          ],
          [t('toolsets.callVersion'), version === null ? t('toolsets.theDraft') : String(version)],
          [t('toolsets.ms'), t('toolsets.msValue', { ms: shortText(number, ms) })],
          [t('toolsets.bytes'), number.format(bytes)],
        ]}
      />
      {kept ? (
        <>
          <Kept title={t('toolsets.callInput')} value={input} />
          <Kept title={t('toolsets.callOutput')} value={output} />
        </>
      ) : (
        <>
          <Kept title={t('toolsets.callShape')} value={shape} />
          <p className="muted">{t('toolsets.callNotKept', { setting: t('toolsets.keepContent') })}</p>
        </>
      )}
      <Group gap={8}>
        <Button size="xs" variant="default" onClick={() => onFilter({ tool })}>
          {t('toolsets.sameTool')}
        </Button>
        <Button size="xs" variant="default" onClick={() => onFilter({ caller: caller.id })}>
          {t('toolsets.sameCaller')}
        </Button>
        <LinkButton size="xs" variant="default" to={playgroundPath(space, toolset, tool)}>
          {t('toolsets.playTool')}
        </LinkButton>
      </Group>
    </Stack>
  );
};

const Kept = ({ title, value }: { readonly title: string; readonly value: unknown }) => (
  <section aria-label={title}>
    <h3 style={{ marginBottom: 8 }}>{title}</h3>
    <JsonTree value={value} label={title} />
  </section>
);
