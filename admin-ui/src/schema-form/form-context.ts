import { createContext, useContext, type ComponentType } from 'react';
import type { Definitions } from './settle.ts';

export interface FieldWords {
  readonly label: string;
  readonly about?: string | undefined;
}

export interface SchemaFormContext {
  readonly definitions: Definitions;
  /** The field for any schema. Handed down, because fields hold fields. */
  readonly Field: ComponentType<FieldProps>;
  /** What is wrong at a place, where the person should see it by now. */
  problemAt(pointer: string): string | undefined;
  /** The person has left the field. */
  onLeave(pointer: string): void;
  /** The page's own words for a field, in place of what the schema says. */
  words(pointer: string): FieldWords | undefined;
}

const Context = createContext<SchemaFormContext | null>(null);
export const SchemaFormProvider = Context;

export const useSchemaForm = (): SchemaFormContext => {
  const form = useContext(Context);
  if (form === null) throw new Error('A field stands outside of SchemaForm. Wrap it in one.');
  return form;
};

export interface FieldProps {
  readonly label: string;
  readonly pointer: string;
  readonly schema: unknown;
  /** Undefined: nothing is said, and nothing is sent. */
  readonly value: unknown;
  readonly required: boolean;
  onChange(value: unknown): void;
}
