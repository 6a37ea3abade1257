import { ActionIcon, Button, Loader, SegmentedControl, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import type { SaverState } from '../flows/text/draft-saver.ts';
import { SaveState } from '../flows/text/save-state.tsx';
import { IconRedo, IconTry, IconUndo, IconUpload } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import type { EditorState, FlowEditor } from './flow-editor.ts';
import { views, type Aside, type View } from './view.ts';
import styles from './editor-tab.module.css';

interface BarProps {
  readonly editor: FlowEditor;
  readonly state: EditorState;
  readonly saved: SaverState;
  readonly view: View;
  /** Two views beside each other have no room. */
  readonly narrow: boolean;
  readonly aside: Aside | null;
  readonly trying: boolean;
  /** A test is under way, also where its panel is closed. */
  readonly tests: boolean;
  /** Who else is here. */
  readonly others?: ReactNode;
  onView(view: string): void;
  onAside(aside: Aside | null): void;
  onTry(): void;
  onPublish(): void;
}

/** Above the flow: how it is shown, whether it is saved, and what comes next. */
export const EditorBar = (props: BarProps) => {
  const t = useT();
  const may = useMay();
  const { editor, state, saved, view, narrow, aside, trying } = props;
  const { problems, warnings } = saved.findings;
  const history = [
    { label: t('editor.undo'), can: state.canUndo, run: editor.undo, icon: <IconUndo size={16} /> },
    { label: t('editor.redo'), can: state.canRedo, run: editor.redo, icon: <IconRedo size={16} /> },
  ];
  return (
    <div className={styles['bar']}>
      <SegmentedControl
        size="xs"
        aria-label={t('editor.view')}
        value={view}
        onChange={props.onView}
        data={views
          .filter((one) => !narrow || one !== 'both')
          .map((one) => ({ value: one, label: t(`editor.view.${one}`) }))}
      />
      {may('flows.write') && (
        <div className={styles['history']}>
          {history.map(({ label, can, run, icon }) => (
            <Tooltip key={label} label={label}>
              <ActionIcon variant="transparent" color="gray" aria-label={label} disabled={!can} onClick={run}>
                {icon}
              </ActionIcon>
            </Tooltip>
          ))}
        </div>
      )}
      <SaveState state={saved} />
      {props.others}
      <div className={styles['actions']}>
        <Button
          size="xs"
          variant={aside === 'problems' ? 'light' : 'subtle'}
          color={problems.length > 0 ? 'red' : 'gray'}
          aria-expanded={aside === 'problems'}
          onClick={() => props.onAside(aside === 'problems' ? null : 'problems')}
        >
          {t('editor.problems', { count: problems.length + warnings.length })}
        </Button>
        <Button
          size="xs"
          variant={aside === 'inspect' ? 'light' : 'subtle'}
          color="gray"
          aria-expanded={aside === 'inspect'}
          onClick={() => props.onAside(aside === 'inspect' ? null : 'inspect')}
        >
          {t('editor.settings')}
        </Button>
        {may('flows.write') && (
          <Button
            size="xs"
            variant={aside === 'assistant' ? 'light' : 'subtle'}
            color="gray"
            aria-expanded={aside === 'assistant'}
            onClick={() => props.onAside(aside === 'assistant' ? null : 'assistant')}
          >
            {t('editor.assistant')}
          </Button>
        )}
        {may('flows.write') && (
          <Button
            size="xs"
            variant="default"
            leftSection={
              props.tests ? <Loader size={12} color="currentColor" aria-hidden /> : <IconTry size={14} />
            }
            aria-expanded={trying}
            onClick={props.onTry}
          >
            {t(props.tests ? 'editor.tests' : 'editor.try')}
          </Button>
        )}
        {may('flows.publish') && (
          <Button size="xs" leftSection={<IconUpload size={14} />} onClick={props.onPublish}>
            {t('flows.publish')}
          </Button>
        )}
      </div>
    </div>
  );
};
