import type { GatewayLanguage, GatewayProblem } from '../../api/shapes.ts';
import { useT } from '../../messages/messages-context.tsx';
import { Section } from '../../show/section.tsx';
import type { Json } from '../document/pipeline-steps.ts';
import { PartFields } from '../document/part-fields.tsx';
import styles from '../gateway.module.css';

interface TabProps {
  readonly document: Json;
  readonly language: GatewayLanguage;
  readonly problems: readonly GatewayProblem[];
  readonly writes: boolean;
  onChange(document: Json, join: string): void;
}

const parts = [
  { name: 'words', fields: ['title', 'about'] },
  { name: 'limits', fields: ['limits'] },
  { name: 'portal', fields: ['portal'] },
] as const;

/** What holds for the route as a whole. */
export const SettingsTab = ({ document, language, problems, writes, onChange }: TabProps) => {
  const t = useT();
  return (
    <fieldset disabled={!writes} className={styles['plain']} aria-label={t('gateway.tab.settings')}>
      {parts.map(({ name, fields }) => (
        <Section key={name} title={t(`gateway.part.${name}`)} about={t(`gateway.part.${name}Text`)}>
          <PartFields
            schema={language.pipeline}
            document={document}
            problems={problems}
            names={fields}
            onChange={(next) => onChange(next, name)}
          />
        </Section>
      ))}
    </fieldset>
  );
};
