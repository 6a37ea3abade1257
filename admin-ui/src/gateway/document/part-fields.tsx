import type { GatewayProblem } from '../../api/shapes.ts';
import { controlOf } from '../../schema-form/control.ts';
import { ObjectFields } from '../../schema-form/object-fields.tsx';
import { isRecord } from '../../schema-form/settle.ts';
import { DocumentForm } from './document-form.tsx';
import type { Json } from './pipeline-steps.ts';

interface FieldsProps {
  readonly schema: unknown;
  readonly document: Json;
  readonly problems: readonly GatewayProblem[];
  /** The fields of the document that stand here. */
  readonly names: readonly string[];
  onChange(document: Json): void;
}

/** Some fields of a document, as its schema has them. */
export const PartFields = ({ schema, document, problems, names, onChange }: FieldsProps) => {
  const control = controlOf(schema, {});
  if (control.kind !== 'object') return null;
  const own = Object.fromEntries(names.flatMap((name) => (name in document ? [[name, document[name]]] : [])));
  const change = (next: unknown): void => {
    const others = Object.fromEntries(Object.entries(document).filter(([name]) => !names.includes(name)));
    onChange({ ...others, ...(isRecord(next) ? next : {}) });
  };
  return (
    <DocumentForm problems={problems}>
      <ObjectFields
        properties={control.properties.filter(({ name }) => names.includes(name))}
        pointer=""
        value={own}
        whole
        onChange={change}
      />
    </DocumentForm>
  );
};
