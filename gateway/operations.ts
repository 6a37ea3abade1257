import type { HubOperation } from '../platform/invoke/context.ts';
import type { GatewayDeps } from './deps.ts';
import { getAuditEntry } from './operations/audit/get.ts';
import { exportAudit, listAuditEntries } from './operations/audit/list.ts';
import { verifyAuditTrail } from './operations/audit/verify.ts';
import { addConsumerCredential } from './operations/consumers/add-credential.ts';
import { createConsumer } from './operations/consumers/create.ts';
import { removeConsumer } from './operations/consumers/delete.ts';
import { getConsumer } from './operations/consumers/get.ts';
import { listConsumerCredentials } from './operations/consumers/list-credentials.ts';
import { listSpaceConsumers } from './operations/consumers/list.ts';
import { revokeConsumerCredential } from './operations/consumers/revoke-credential.ts';
import { rotateConsumerCredential } from './operations/consumers/rotate-credential.ts';
import { updateConsumerCredential } from './operations/consumers/update-credential.ts';
import { updateConsumer } from './operations/consumers/update.ts';
import { addGroupMember, removeGroupMember } from './operations/groups/change-member.ts';
import { removeGroup } from './operations/groups/delete.ts';
import { getSpaceGroup } from './operations/groups/get.ts';
import { listSpaceGroups } from './operations/groups/list.ts';
import { saveGroup } from './operations/groups/save.ts';
import { acceptOwnInvitation } from './operations/invitation/accept.ts';
import { previewInvitation } from './operations/invitation/preview.ts';
import { createInvitation } from './operations/invitations/create.ts';
import { getSpaceInvitation } from './operations/invitations/get.ts';
import { listSpaceInvitations } from './operations/invitations/list.ts';
import { takeBackInvitation } from './operations/invitations/revoke.ts';
import { discardSpaceJob } from './operations/jobs/discard.ts';
import { getSpaceJob } from './operations/jobs/get.ts';
import { listSpaceJobs } from './operations/jobs/list.ts';
import { retrySpaceJob } from './operations/jobs/retry.ts';
import { createKey } from './operations/keys/create.ts';
import { getSpaceKey } from './operations/keys/get.ts';
import { listSpaceKeys } from './operations/keys/list.ts';
import { revokeSpaceKey } from './operations/keys/revoke.ts';
import { confirmMyTotp } from './operations/me/confirm-totp.ts';
import { endMyOtherSessions } from './operations/me/end-other-sessions.ts';
import { endMySession } from './operations/me/end-session.ts';
import { getMe } from './operations/me/get.ts';
import { listMySessions } from './operations/me/list-sessions.ts';
import { removeMyTotp } from './operations/me/remove-totp.ts';
import { setMyPassword } from './operations/me/set-password.ts';
import { startMyTotp } from './operations/me/start-totp.ts';
import { updateMe } from './operations/me/update.ts';
import { changeMemberRole } from './operations/members/change-role.ts';
import { getSpaceMember } from './operations/members/get.ts';
import { listSpaceMembers } from './operations/members/list.ts';
import { removeSpaceMember } from './operations/members/remove.ts';
import { listRoles } from './operations/roles/list.ts';
import { endOwnSession } from './operations/session/end.ts';
import { refreshOwnSession } from './operations/session/refresh.ts';
import { signInAtProvider } from './operations/sign-in/at-provider.ts';
import { signInFromProvider } from './operations/sign-in/from-provider.ts';
import { listSignInMethods } from './operations/sign-in/methods.ts';
import { signInByLink } from './operations/sign-in/with-link.ts';
import { signInByPassword } from './operations/sign-in/with-password.ts';
import { removeSpace } from './operations/space/delete.ts';
import { getSpace } from './operations/space/get.ts';
import { updateSpace } from './operations/space/update.ts';
import { createSpace } from './operations/spaces/create.ts';
import { issueToolToken } from './operations/tool-tokens/issue.ts';
import { listSpaceToolTokens } from './operations/tool-tokens/list.ts';
import { revokeSpaceToolToken } from './operations/tool-tokens/revoke.ts';
import type { Authenticate } from './sign-in/authenticate.ts';

/** Everything that the gateway offers by name; its routes, its documents and its checks come from this list. */
export const gatewayOperations = (
  deps: GatewayDeps & { readonly authenticate: Authenticate },
): HubOperation[] => [
  listSignInMethods(deps),
  signInByPassword(deps),
  signInByLink(deps),
  signInAtProvider(deps),
  signInFromProvider(deps),
  refreshOwnSession(deps),
  endOwnSession(deps),
  previewInvitation(deps),
  acceptOwnInvitation(deps),
  getMe(),
  updateMe(deps),
  setMyPassword(deps),
  startMyTotp(deps),
  confirmMyTotp(deps),
  removeMyTotp(deps),
  listMySessions(),
  endMySession(deps),
  endMyOtherSessions(deps),
  createSpace(deps),
  getSpace(),
  updateSpace(),
  removeSpace(deps),
  listSpaceMembers(),
  getSpaceMember(),
  changeMemberRole(),
  removeSpaceMember(),
  listSpaceGroups(),
  getSpaceGroup(),
  saveGroup(),
  addGroupMember(),
  removeGroupMember(),
  removeGroup(),
  listSpaceInvitations(),
  getSpaceInvitation(),
  createInvitation(deps),
  takeBackInvitation(),
  listSpaceKeys(),
  getSpaceKey(),
  createKey(deps),
  revokeSpaceKey(),
  listSpaceConsumers(),
  getConsumer(),
  createConsumer(deps),
  updateConsumer(deps),
  removeConsumer(deps),
  listConsumerCredentials(),
  addConsumerCredential(deps),
  updateConsumerCredential(deps),
  revokeConsumerCredential(deps),
  rotateConsumerCredential(deps),
  listSpaceToolTokens(),
  issueToolToken(deps),
  revokeSpaceToolToken(),
  listSpaceJobs(),
  getSpaceJob(),
  retrySpaceJob(deps),
  discardSpaceJob(),
  listAuditEntries(),
  exportAudit(deps),
  getAuditEntry(),
  verifyAuditTrail(deps),
  listRoles(),
];
