import { useMemo } from 'react';
import type { Findings } from '../../../flows/text/draft-saver.ts';
import type { FlowShape } from '../../document/flow-shape.ts';
import type { FlowEditor } from '../../flow-editor.ts';
import { wholeOf, type FormPart } from '../forms/parts.ts';
import { FormParts } from '../form-parts.tsx';
import { useChangeValue } from '../use-change-value.ts';
import { useStepProblems } from '../use-step-problems.ts';

export interface FlowFormProps {
  readonly editor: FlowEditor;
  readonly shape: FlowShape;
  readonly findings: Findings;
  readonly readOnly: boolean;
}

const none = {};
const steps: readonly string[] = ['/do'];

/** Parts of the document as a form. */
export const FlowForm = (props: FlowFormProps & { readonly parts: readonly FormPart[] }) => {
  const { editor, shape, findings, readOnly, parts } = props;
  const schema = useMemo(() => wholeOf(parts), [parts]);
  const change = useChangeValue(editor, '');
  const { value } = shape;
  const problems = useStepProblems({ schema, definitions: none, value, base: '', findings }, steps);
  return (
    <FormParts
      parts={parts}
      definitions={none}
      value={value}
      problems={problems}
      readOnly={readOnly}
      onChange={(after) => change(value, after)}
    />
  );
};
