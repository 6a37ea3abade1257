import type { HubOperation } from '../platform/invoke/context.ts';
import type { FlowDeps } from './deps.ts';
import { checkText } from './operations/flows/check.ts';
import { removeFlow } from './operations/flows/delete.ts';
import { diffFlow } from './operations/flows/diff.ts';
import { getFlowVersion } from './operations/flows/get-version.ts';
import { getFlow } from './operations/flows/get.ts';
import { listFlowVersions } from './operations/flows/list-versions.ts';
import { listLibrary } from './operations/flows/list-library.ts';
import { listSpaceFlows } from './operations/flows/list.ts';
import { publishDraft } from './operations/flows/publish.ts';
import { restoreFlowVersion } from './operations/flows/restore-version.ts';
import { getTests, saveTests } from './operations/flows/save-tests.ts';
import { saveFlow } from './operations/flows/save.ts';
import { testFlow } from './operations/flows/test-flow.ts';
import { pauseFlow, resumeFlow } from './operations/flows/set-state.ts';
import { removeSecret } from './operations/secrets/delete.ts';
import { listSpaceSecrets } from './operations/secrets/list.ts';
import { setSecret } from './operations/secrets/set.ts';
import { removeVariable } from './operations/variables/delete.ts';
import { getVariable, getVariableHistory } from './operations/variables/get.ts';
import { listSpaceVariables } from './operations/variables/list.ts';
import { setVariable } from './operations/variables/set.ts';

/** Everything that the flows offer by name. */
export const flowOperations = (deps: FlowDeps): HubOperation[] => [
  saveFlow(deps),
  listSpaceFlows(),
  getFlow(deps),
  checkText(deps),
  publishDraft(deps),
  pauseFlow(deps),
  resumeFlow(deps),
  removeFlow(deps),
  listFlowVersions(),
  getFlowVersion(),
  restoreFlowVersion(deps),
  diffFlow(),
  testFlow(deps),
  getTests(),
  saveTests(),
  listLibrary(deps),
  listSpaceSecrets(),
  setSecret(deps),
  removeSecret(),
  listSpaceVariables(),
  getVariable(),
  getVariableHistory(),
  setVariable(deps),
  removeVariable(deps),
];
