import { taskFault } from '../../engine/fault.ts';
import { fieldsIn, isFields, textIn, wrong, type Fields } from '../given.ts';

/** An authentication policy of the DSL, its values at hand: those of a secret where it names one. */
export type Policy =
  | { readonly kind: 'basic' | 'digest'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'certificate'; readonly cert: string; readonly key: string; readonly ca: unknown }
  | { readonly kind: 'oauth2' | 'oidc'; readonly fields: Fields };

const kinds = ['basic', 'bearer', 'digest', 'certificate', 'oauth2', 'oidc'] as const;

export const readPolicy = (given: unknown, secrets: Fields): Policy => {
  if (!isFields(given)) throw wrong('authentication', given, 'a policy');
  const kind = kinds.find((name) => given[name] !== undefined);
  if (kind === undefined)
    throw taskFault(
      'configuration',
      `The authentication policy names none of ${kinds.join(', ')}; it has ${shownNames(given)}.`,
    );
  const path = `authentication.${kind}`;
  const values = valuesOf(fieldsIn(given, path), path, secrets);
  switch (kind) {
    case 'basic':
    case 'digest':
      return { kind, username: textIn(values, `${path}.username`), password: passwordIn(values, path) };
    case 'bearer':
      return { kind, token: textIn(values, `${path}.token`) };
    case 'certificate': {
      const pair = { cert: textIn(values, `${path}.certificate`), key: textIn(values, `${path}.privateKey`) };
      return { kind, ...pair, ca: values['ca'] };
    }
    case 'oauth2':
    case 'oidc':
      return { kind, fields: values };
    default:
      return kind satisfies never;
  }
};

/** Some accounts have none. */
const passwordIn = (values: Fields, path: string): string =>
  values['password'] === '' ? '' : textIn(values, `${path}.password`);

const valuesOf = (fields: Fields, path: string, secrets: Fields): Fields => {
  if (fields['use'] === undefined) return fields;
  const name = textIn(fields, `${path}.use`);
  const secret = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
  if (secret === undefined || secret === null)
    throw taskFault(
      'configuration',
      `There is no secret "${name}" for ${path}. Name it under "use.secrets".`,
    );
  // A token needs no name of its own.
  if (typeof secret === 'string' && path.endsWith('.bearer')) return { token: secret };
  if (isFields(secret)) return secret;
  throw taskFault(
    'configuration',
    `The secret "${name}" is no object; ${path} needs one with the fields of the policy.`,
  );
};

const shownNames = (fields: Fields): string => {
  const names = Object.keys(fields).slice(0, 5);
  return names.length === 0 ? 'nothing' : names.map((name) => `"${name.slice(0, 40)}"`).join(', ');
};
