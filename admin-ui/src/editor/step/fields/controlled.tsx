import type { FieldProps } from '../../../schema-form/form-context.ts';
import { CasesField } from './cases-field.tsx';
import { CodeField } from './code-field.tsx';
import { ConnectionField } from './connection-field.tsx';
import { DurationField } from './duration-field.tsx';
import { EndpointField } from './endpoint-field.tsx';
import { ThenField } from './then-field.tsx';

/** Controls that no JSON Schema asks for: our own schemas name them as `x-control`. */
const controls = {
  cases: CasesField,
  code: CodeField,
  connection: ConnectionField,
  duration: DurationField,
  endpoint: EndpointField,
  then: ThenField,
} as const;

export type OwnControl = keyof typeof controls;

export const isOwnControl = (name: unknown): name is OwnControl =>
  typeof name === 'string' && Object.hasOwn(controls, name);

export const Controlled = ({ own, ...props }: FieldProps & { readonly own: OwnControl }) => {
  const Own = controls[own];
  return <Own {...props} />;
};
