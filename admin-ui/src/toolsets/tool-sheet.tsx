import { Group, Stack, Textarea, TextInput } from '@mantine/core';
import type { ToolSpec, ToolsetFinding } from '../api/shapes.ts';
import { SideSheet } from '../form/side-sheet.tsx';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { PageSkeleton } from '../show/page-skeleton.tsx';
import { changed, textOrNone, type Changes } from './changed.ts';
import { messageAt } from './findings.ts';
import { HintMark } from './hint-marks.tsx';
import { ToolAnnotations } from './tool-annotations.tsx';
import { ToolArguments } from './tool-arguments.tsx';
import { ToolOutput } from './tool-output.tsx';
import { ToolPolicy } from './tool-policy.tsx';
import { useCallable } from './use-callables.ts';
import styles from './toolsets.module.css';

interface SheetProps {
  readonly tool: ToolSpec | undefined;
  /** With places within the tool. */
  readonly problems: readonly ToolsetFinding[];
  readonly warnings: readonly ToolsetFinding[];
  readonly writes: boolean;
  onChange(tool: ToolSpec): void;
  onClose(): void;
}

/** How a model sees one tool. Nothing has to be sent: what is changed here is saved with the draft. */
export const ToolSheet = (props: SheetProps) => {
  const t = useT();
  const { tool } = props;
  return (
    <SideSheet
      opened={tool !== undefined}
      wide
      title={tool === undefined ? '' : t('toolsets.toolTitle', { name: tool.name || tool.operation })}
      onClose={props.onClose}
    >
      {tool !== undefined && <ToolForm {...props} tool={tool} />}
    </SideSheet>
  );
};

export interface ToolFormProps extends SheetProps {
  readonly tool: ToolSpec;
}

const ToolForm = ({ tool, problems, warnings, writes, onChange }: ToolFormProps) => {
  const t = useT();
  const read = useCallable(tool.operation);
  const facts = read.data;
  const put = (changes: Changes<ToolSpec>): void => onChange(changed(tool, changes));
  const told = [...problems, ...warnings].filter(
    ({ path }) => path === '' || path === '/operation' || path === '/arguments',
  );
  return (
    <fieldset disabled={!writes} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
      <Stack gap={24}>
        <div>
          <Group gap={8}>
            <code className="any-break">{tool.operation}</code>
            {facts !== undefined && <HintMark hints={facts.hints} />}
          </Group>
          {facts !== undefined && <p>{facts.title}</p>}
        </div>
        {told.length > 0 && (
          <ul className={styles['findings']} role="alert">
            {told.map(({ path, message }) => (
              <li key={`${path} ${message}`} className="any-break">
                {message}
              </li>
            ))}
          </ul>
        )}
        <Stack gap={16}>
          <TextInput
            label={t('toolsets.toolName')}
            description={t('toolsets.toolNameText')}
            spellCheck={false}
            autoComplete="off"
            data-autofocus
            value={tool.name}
            error={messageAt(problems, '/name') ?? messageAt(warnings, '/name')}
            onChange={(event) => put({ name: event.currentTarget.value })}
          />
          <TextInput
            label={t('toolsets.toolShown')}
            maxLength={200}
            placeholder={facts?.title ?? ''}
            value={tool.title ?? ''}
            onChange={(event) => put({ title: textOrNone(event.currentTarget.value) })}
          />
          <Textarea
            label={t('toolsets.toolDescription')}
            description={t('toolsets.toolDescriptionText')}
            autosize
            minRows={3}
            maxRows={12}
            maxLength={8_000}
            placeholder={facts?.description || facts?.title || ''}
            value={tool.description ?? ''}
            error={messageAt(problems, '/description')}
            onChange={(event) => put({ description: textOrNone(event.currentTarget.value) })}
          />
        </Stack>
        {facts === undefined ? (
          read.problem === null ? (
            <PageSkeleton />
          ) : (
            <Failure
              quiet
              what={t('toolsets.operationFailed')}
              problem={read.problem}
              onRetry={read.reload}
            />
          )
        ) : (
          <>
            <ToolArguments
              input={facts.input}
              tool={tool}
              problems={problems}
              warnings={warnings}
              onChange={(given) => put({ arguments: { ...given } })}
            />
            <ToolOutput
              key={tool.operation}
              sample={facts.sample}
              expression={tool.output ?? ''}
              problem={messageAt(problems, '/output')}
              onChange={(output) => put({ output: textOrNone(output) })}
            />
            <ToolPolicy facts={facts} tool={tool} problems={problems} warnings={warnings} put={put} />
            <ToolAnnotations
              hints={facts.hints}
              tool={tool}
              onChange={(annotations) => put({ annotations })}
            />
          </>
        )}
      </Stack>
    </fieldset>
  );
};
