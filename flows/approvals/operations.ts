import type { HubOperation } from '../../platform/invoke/context.ts';
import type { ApprovalDeps } from './deps.ts';
import { answerApproval } from './operations/answer.ts';
import { answerByLink, previewApprovalLink } from './operations/by-link.ts';
import { cancelApproval } from './operations/cancel.ts';
import { getApproval } from './operations/get.ts';
import { countOpenApprovals, listSpaceApprovals } from './operations/list.ts';
import { requestApproval } from './operations/request.ts';

/** Everything that can be done with questions to people. */
export const approvalOperations = (deps: ApprovalDeps): HubOperation[] => [
  requestApproval(deps),
  listSpaceApprovals(deps),
  countOpenApprovals(deps),
  getApproval(deps),
  answerApproval(deps),
  cancelApproval(deps),
  previewApprovalLink(deps),
  answerByLink(deps),
];
