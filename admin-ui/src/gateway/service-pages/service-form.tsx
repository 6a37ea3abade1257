import type { GatewayLanguage, GatewayProblem } from '../../api/shapes.ts';
import { useT } from '../../messages/messages-context.tsx';
import { Section } from '../../show/section.tsx';
import type { Json } from '../document/pipeline-steps.ts';
import { PartFields } from '../document/part-fields.tsx';
import { ProblemList } from '../document/problem-list.tsx';
import { AddressFields } from './address-fields.tsx';
import styles from '../gateway.module.css';

interface FormProps {
  readonly document: Json;
  readonly language: GatewayLanguage;
  readonly problems: readonly GatewayProblem[];
  readonly writes: boolean;
  onChange(document: Json, join?: string): void;
}

const parts = [
  { name: 'balance', fields: ['balance'] },
  { name: 'health', fields: ['health'] },
  { name: 'breaker', fields: ['breaker'] },
  { name: 'outlier', fields: ['outlier'] },
  { name: 'retry', fields: ['retry'] },
  { name: 'times', fields: ['timeouts', 'maxConnections', 'queue'] },
  { name: 'tls', fields: ['tls'] },
  { name: 'words', fields: ['title', 'about'] },
] as const;

/** All that a service is: where it is, and what keeps it up. */
export const ServiceForm = ({ document, language, problems, writes, onChange }: FormProps) => {
  const t = useT();
  return (
    <fieldset disabled={!writes} className={styles['plain']} aria-label={t('gateway.tab.form')}>
      {problems.length > 0 && (
        <div className={styles['listed']}>
          <ProblemList problems={problems} />
        </div>
      )}
      <Section title={t('gateway.addresses')} about={t('gateway.addressesText')}>
        <AddressFields document={document} problems={problems} onChange={onChange} />
      </Section>
      {parts.map(({ name, fields }) => (
        <Section key={name} title={t(`gateway.part.${name}`)} about={t(`gateway.part.${name}Text`)}>
          <PartFields
            schema={language.service}
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
