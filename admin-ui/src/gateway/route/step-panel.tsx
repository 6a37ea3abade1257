import type { GatewayLanguage, GatewayProblem } from '../../api/shapes.ts';
import { useT } from '../../messages/messages-context.tsx';
import { controlOf } from '../../schema-form/control.ts';
import { ObjectFields } from '../../schema-form/object-fields.tsx';
import { isRecord } from '../../schema-form/settle.ts';
import { DocumentForm } from '../document/document-form.tsx';
import { ProblemList } from '../document/problem-list.tsx';
import type { PipelineStep } from '../document/pipeline-steps.ts';
import { problemsBelow } from '../document/use-check.ts';
import { ConditionEditor } from './condition-editor.tsx';
import styles from '../gateway.module.css';

interface PanelProps {
  readonly step: PipelineStep;
  readonly language: GatewayLanguage;
  readonly problems: readonly GatewayProblem[];
  readonly writes: boolean;
  onChange(step: PipelineStep): void;
}

/** What a policy does, and when. */
export const StepPanel = ({ step, language, problems, writes, onChange }: PanelProps) => {
  const t = useT();
  const policy = language.policies.find(({ name }) => name === step.policy);
  const control = controlOf(policy?.action, {});
  const own = problemsBelow(problems, step.at);
  return (
    <DocumentForm problems={problems}>
      {policy !== undefined && <p className="muted">{policy.about}</p>}
      <ProblemList problems={own} below={step.at} />
      <fieldset disabled={!writes} className={styles['fields']} aria-label={policy?.title ?? step.policy}>
        <ConditionEditor
          language={language}
          label={t('gateway.condition.when')}
          pointer={`${step.at}/condition`}
          value={step.condition}
          onChange={(condition) => onChange({ ...step, condition })}
        />
        {control.kind === 'object' && control.properties.length > 0 && (
          <ObjectFields
            properties={control.properties}
            pointer={`${step.at}/action`}
            value={step.action}
            whole
            onChange={(next) => onChange({ ...step, action: isRecord(next) ? next : {} })}
          />
        )}
      </fieldset>
    </DocumentForm>
  );
};
