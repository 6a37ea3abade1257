import { ActionIcon } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { IconEdit } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { renameStep } from '../document/rename-step.ts';
import type { Step } from '../document/flow-shape.ts';
import type { FlowEditor } from '../flow-editor.ts';
import { NameInput } from './fields/name-input.tsx';
import { blockOf } from './block-of.ts';
import { calledName } from './called-name.ts';
import { useMakeChange } from './use-change-value.ts';
import type { Called } from './use-called.ts';
import styles from './step.module.css';

interface HeadProps {
  readonly editor: FlowEditor;
  readonly step: Step;
  readonly called: Called;
  readonly readOnly: boolean;
  readonly actions: ReactNode;
}

/** What the step is called, which can be changed in place, and what it does. */
export const StepHead = ({ editor, step, called, readOnly, actions }: HeadProps) => {
  const t = useT();
  const make = useMakeChange(editor);
  const [naming, setNaming] = useState(false);
  const { shape } = editor.state().flow;
  const beside = (blockOf(shape, step.place)?.steps ?? []).map(({ name }) => name);
  const what = calledName(step);
  const title = called.facts?.title ?? '';
  return (
    <header className={styles['head']}>
      <div className={styles['titleRow']}>
        {naming ? (
          <div
            style={{ flex: 1 }}
            onBlur={() => setNaming(false)}
            onKeyDown={(event) => {
              if (event.key === 'Escape' || event.key === 'Enter') setNaming(false);
            }}
          >
            <NameInput
              autoFocus
              label={t('editor.step.name')}
              name={step.name}
              taken={beside}
              onChange={(name) => make(renameStep(editor.state().flow, step.place, name))}
            />
          </div>
        ) : (
          <h2 onDoubleClick={() => setNaming(!readOnly)}>{step.name}</h2>
        )}
        {!readOnly && !naming && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t('editor.step.rename', { name: step.name })}
            onClick={() => setNaming(true)}
          >
            <IconEdit size={14} />
          </ActionIcon>
        )}
        {actions}
      </div>
      <p className="muted small any-break">
        {t(`editor.step.kind.${step.kind}`)}
        {what !== '' && (
          <>
            {' · '}
            {title !== '' && `${title} `}
            <code>{what}</code>
          </>
        )}
      </p>
    </header>
  );
};
