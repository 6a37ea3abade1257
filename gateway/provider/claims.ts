import { roles, type Role } from '../../core/roles.ts';
import { cleanName, emailSchema } from '../shapes.ts';

export interface RoleRule {
  /** A role or group of the provider; `*` stands for anybody who can sign in there. */
  readonly value: string;
  readonly role: Role;
}

const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text);

/** `hub-admin=admin` as the setting has it; the last `=` divides, because names of groups may hold one. */
export const roleRules = (pairs: readonly string[]): RoleRule[] =>
  pairs.flatMap((pair) => {
    const at = pair.lastIndexOf('=');
    const role = pair.slice(at + 1);
    return at > 0 && isRole(role) ? [{ value: pair.slice(0, at), role }] : [];
  });

/** The strongest role that the values of the claim give, or none. */
export const roleFor = (values: readonly string[], rules: readonly RoleRule[]): Role | null => {
  const given = new Set(
    rules.filter((rule) => rule.value === '*' || values.includes(rule.value)).map((rule) => rule.role),
  );
  return roles.find((role) => given.has(role)) ?? null;
};

type Claims = Readonly<Record<string, unknown>>;

const isClaims = (value: unknown): value is Claims =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The texts at a path such as `realm_access.roles`; undefined when nothing is there. A claim whose own name holds dots
 * (`https://example.com/roles`) is found by its whole name first.
 */
export const claimValues = (claims: Claims, path: string): string[] | undefined => {
  const whole = Object.hasOwn(claims, path) ? claims[path] : undefined;
  const found =
    whole ??
    path
      .split('.')
      .reduce<unknown>(
        (at, step) => (isClaims(at) && Object.hasOwn(at, step) ? at[step] : undefined),
        claims,
      );
  if (typeof found === 'string') return [found];
  if (!Array.isArray(found)) return undefined;
  return found.filter((value): value is string => typeof value === 'string');
};

const textOf = (claims: Claims, name: string): string | undefined => {
  const value = claims[name];
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
};

/** Only an address that the provider says it has verified: anything else may be somebody else's. */
export const verifiedEmail = (claims: Claims): string | null =>
  claims['email_verified'] === true ? (emailSchema.safeParse(claims['email']).data ?? null) : null;

export const displayName = (claims: Claims, subject: string): string =>
  cleanName(textOf(claims, 'name') ?? textOf(claims, 'preferred_username') ?? subject) || 'Unnamed';
