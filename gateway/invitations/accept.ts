import { HubError } from '../../core/errors.ts';
import type { Tx } from '../../platform/db/open.ts';
import { newId } from '../../platform/ids.ts';
import type { Exchange } from '../../platform/invoke/context.ts';
import type { GatewayDeps } from '../deps.ts';
import { addMember } from '../members/store.ts';
import { passwordProblem } from '../passwords/rules.ts';
import { addPerson, findPerson, findPersonByEmail, type Person } from '../people/store.ts';
import type { SessionSecrets } from '../sign-in/cookies.ts';
import { hashToken } from '../sign-in/opaque-token.ts';
import { openSession } from '../sign-in/session.ts';
import { holdOpenInvitation, markAccepted, type OpenInvitation } from './store.ts';

type Deps = Pick<GatewayDeps, 'db' | 'passwords' | 'tokens' | 'events' | 'audit'>;

export interface Acceptance {
  readonly token: string;
  readonly name: string | undefined;
  readonly password: string | undefined;
  /** Whoever is signed in in this browser. */
  readonly userId: string | undefined;
  readonly exchange: Exchange;
  readonly requestId: string;
}

export interface Accepted {
  readonly person: Person;
  readonly invitationId: string;
  /** Of the new account; somebody who was signed in stays so. */
  readonly secrets: SessionSecrets | undefined;
}

export const openInvitationOf = async (tx: Tx, token: string): Promise<OpenInvitation> => {
  const invitation = await holdOpenInvitation(tx, hashToken(token));
  if (invitation !== undefined) return invitation;
  throw new HubError(
    'link_invalid',
    'This invitation was accepted, taken back, or is older than seven days. Ask for a new one.',
  );
};

export const acceptInvitation = async (deps: Deps, acceptance: Acceptance): Promise<Accepted> => {
  // Looked at first, so that a made-up token costs no password hash.
  const invitation = await deps.db.asSystem((tx) => openInvitationOf(tx, acceptance.token));
  const { userId } = acceptance;
  return userId === undefined
    ? acceptAsNewcomer(deps, acceptance, invitation)
    : deps.db.asSystem((tx) => acceptAsMember(deps, tx, { ...acceptance, userId }));
};

const acceptAsNewcomer = async (
  deps: Deps,
  acceptance: Acceptance,
  seen: OpenInvitation,
): Promise<Accepted> => {
  const { name, password } = newcomerOf(acceptance, seen.email);
  const passwordHash = await deps.passwords.hash(password);
  const { exchange, requestId, token } = acceptance;
  return deps.db.asSystem(async (tx) => {
    const invitation = await openInvitationOf(tx, token);
    const { email } = invitation;
    const userId = newId('usr');
    // Whoever holds the link has proved nothing about an account that exists: its owner signs in first.
    const added = await addPerson(tx, { userId, email, name, passwordHash, installationOwner: false });
    if (!added) {
      throw new HubError(
        'conflict',
        `There is an account for ${email} already. Sign in with it, then open this link again.`,
      );
    }
    await join(deps, tx, { invitation, userId, name, ip: exchange.ip, requestId });
    const secrets = await openSession(deps, tx, { userId, method: 'invitation', exchange, requestId });
    return { person: await requirePerson(tx, userId), invitationId: invitation.invitationId, secrets };
  });
};

const newcomerOf = ({ name, password }: Acceptance, email: string): { name: string; password: string } => {
  if (name === undefined || password === undefined) {
    const missing = [
      ...(name === undefined ? ['name'] : []),
      ...(password === undefined ? ['password'] : []),
    ];
    throw new HubError('input_invalid', `A new account needs ${missing.join(' and ')}.`, {
      problems: missing.map((path) => ({ path, message: 'is needed for a new account' })),
    });
  }
  const problem = passwordProblem(password, { name, email });
  if (problem === undefined) return { name, password };
  throw new HubError('input_invalid', `The password ${problem}.`, {
    problems: [{ path: 'password', message: problem }],
  });
};

const acceptAsMember = async (
  deps: Deps,
  tx: Tx,
  acceptance: Acceptance & { readonly userId: string },
): Promise<Accepted> => {
  const invitation = await openInvitationOf(tx, acceptance.token);
  const person = await requirePerson(tx, acceptance.userId);
  if (person.email !== invitation.email) {
    const known = (await findPersonByEmail(tx, invitation.email)) !== undefined;
    throw new HubError(
      'forbidden',
      known
        ? `This invitation is for ${invitation.email}. Sign in with that account, then open the link again.`
        : `This invitation is for ${invitation.email}. Sign out to make an account for it, or ask to be invited as ${person.email ?? person.name}.`,
    );
  }
  const { exchange, requestId } = acceptance;
  await join(deps, tx, { invitation, userId: person.userId, name: person.name, ip: exchange.ip, requestId });
  return { person, invitationId: invitation.invitationId, secrets: undefined };
};

interface Joining {
  readonly invitation: OpenInvitation;
  readonly userId: string;
  readonly name: string;
  readonly ip: string;
  readonly requestId: string;
}

const join = async (deps: Deps, tx: Tx, joining: Joining): Promise<void> => {
  const { invitation, userId, name, ip, requestId } = joining;
  const { spaceId, invitationId, role } = invitation;
  if (!(await addMember(tx, spaceId, { userId, role })))
    throw new HubError('already_exists', `You are a member of "${invitation.spaceName}" already.`);
  await markAccepted(tx, spaceId, invitationId);
  const data = { userId, name, role, invitationId };
  await deps.events.publish(tx, spaceId, [{ type: 'member.joined', subject: userId, data }]);
  // The space's own chain says who came in; the installation's says that the account was made.
  await deps.audit.append(tx, spaceId, {
    actor: userId,
    actorName: name,
    action: 'invitation.accept',
    target: invitationId,
    details: { role },
    ip,
    requestId,
  });
};

const requirePerson = async (tx: Tx, userId: string): Promise<Person> => {
  const person = await findPerson(tx, userId);
  if (person === undefined) throw new HubError('unauthenticated', 'This account does not exist any more.');
  return person;
};
