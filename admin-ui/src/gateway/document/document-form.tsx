import { useMemo, type ReactNode } from 'react';
import type { GatewayProblem } from '../../api/shapes.ts';
import { SchemaFormProvider } from '../../schema-form/form-context.ts';
import { GatewayField } from './gateway-field.tsx';

interface FormProps {
  readonly problems: readonly GatewayProblem[];
  readonly children: ReactNode;
}

const noWords = (): undefined => undefined;
const onLeave = (): void => undefined;
const noDefinitions = {};

/** Fields of a document. They are named by their places in it, as what is wrong with them is. */
export const DocumentForm = ({ problems, children }: FormProps) => {
  const context = useMemo(() => {
    const byPath = new Map([...problems].reverse().map(({ path, message }) => [path, message]));
    return {
      definitions: noDefinitions,
      Field: GatewayField,
      words: noWords,
      problemAt: (pointer: string) => byPath.get(pointer),
      onLeave,
    };
  }, [problems]);
  return <SchemaFormProvider value={context}>{children}</SchemaFormProvider>;
};
