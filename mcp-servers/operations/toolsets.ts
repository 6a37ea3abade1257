import type { HubOperation } from '../../platform/invoke/context.ts';
import type { ToolsetDeps } from '../toolsets/deps.ts';
import { approveChanges, listChanges } from './toolsets/approve.ts';
import { getCallable, listCallables } from './toolsets/callables.ts';
import { exportToolsetCalls, listToolsetCalls } from './toolsets/calls.ts';
import { createToolset } from './toolsets/create.ts';
import { removeToolset } from './toolsets/delete.ts';
import { diffToolset } from './toolsets/diff.ts';
import { evaluateOutput } from './toolsets/evaluate.ts';
import { getToolset } from './toolsets/get.ts';
import { listSpaceToolsets } from './toolsets/list.ts';
import { previewToolset } from './toolsets/preview.ts';
import { publishDraft } from './toolsets/publish.ts';
import { restoreVersion } from './toolsets/restore.ts';
import { saveToolset } from './toolsets/save.ts';
import { getToolsetVersion, listToolsetVersions } from './toolsets/versions.ts';

/** What is offered to models, and what can be. */
export const toolsetOperations = (deps: ToolsetDeps): HubOperation[] => [
  listCallables(deps),
  getCallable(deps),
  listSpaceToolsets(),
  createToolset(),
  getToolset(deps),
  saveToolset(deps),
  publishDraft(deps),
  listToolsetVersions(),
  getToolsetVersion(),
  diffToolset(),
  restoreVersion(),
  previewToolset(deps),
  listChanges(deps),
  approveChanges(deps),
  removeToolset(deps),
  listToolsetCalls(),
  exportToolsetCalls(deps),
  evaluateOutput(),
];
