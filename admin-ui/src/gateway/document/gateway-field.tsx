import { useSchemaForm, type FieldProps } from '../../schema-form/form-context.ts';
import { SchemaField } from '../../schema-form/schema-field.tsx';
import { settle } from '../../schema-form/settle.ts';
import { JqField } from './jq-field.tsx';
import { SecretField } from './secret-field.tsx';
import { ServiceField } from './service-field.tsx';

/** A field of a document: what its schema asks for, or one of the few that only the gateway has. */
export const GatewayField = (props: FieldProps) => {
  const { definitions } = useSchemaForm();
  const schema = settle(props.schema, definitions);
  if (schema['secret'] === true) return <SecretField {...props} />;
  if (schema['jq'] === 'expression' || schema['jq'] === 'template') return <JqField {...props} />;
  if (props.pointer.endsWith('/serviceEndpoint')) return <ServiceField {...props} />;
  return <SchemaField {...props} />;
};
