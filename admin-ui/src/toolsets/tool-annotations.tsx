import { NativeSelect } from '@mantine/core';
import type { CallableFacts, ToolSpec } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { changed } from './changed.ts';
import styles from './toolsets.module.css';

type Annotations = NonNullable<ToolSpec['annotations']>;

interface AnnotationsProps {
  readonly hints: CallableFacts['hints'];
  readonly tool: ToolSpec;
  onChange(annotations: Annotations | undefined): void;
}

const kinds = ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'] as const;

/** What clients are told of the tool: they ask their user before some. */
export const ToolAnnotations = ({ hints, tool, onChange }: AnnotationsProps) => {
  const t = useT();
  const usual: Record<(typeof kinds)[number], boolean | null> = {
    readOnlyHint: hints.readOnly,
    destructiveHint: hints.destructive,
    idempotentHint: hints.idempotent,
    openWorldHint: null,
  };
  const held = tool.annotations ?? {};
  return (
    <section aria-label={t('toolsets.annotations')}>
      <h3>{t('toolsets.annotations')}</h3>
      <p className="muted">{t('toolsets.annotationsText')}</p>
      <div className={styles['sides']} style={{ marginTop: 12 }}>
        {kinds.map((kind) => {
          const own = usual[kind];
          return (
            <NativeSelect
              key={kind}
              label={t(`toolsets.${kind}`)}
              data={[
                {
                  value: '',
                  label:
                    own === null
                      ? t('toolsets.asOperation')
                      : t('toolsets.asOperationIs', { word: t(own ? 'yes' : 'no') }),
                },
                { value: 'true', label: t('yes') },
                { value: 'false', label: t('no') },
              ]}
              value={held[kind] === undefined ? '' : String(held[kind])}
              onChange={(event) => {
                const { value } = event.currentTarget;
                const next = changed<Annotations>(held, {
                  [kind]: value === '' ? undefined : value === 'true',
                });
                onChange(Object.keys(next).length === 0 ? undefined : next);
              }}
            />
          );
        })}
      </div>
    </section>
  );
};
