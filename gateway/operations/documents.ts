import type { HubOperation } from '../../platform/invoke/context.ts';
import type { DocumentDeps } from '../traffic/saved/save.ts';
import { copyPipeline } from './documents/copy.ts';
import { deleteOne } from './documents/delete.ts';
import { getDocument } from './documents/get.ts';
import { listPipelines, listServices } from './documents/list.ts';
import { saveOne } from './documents/save.ts';
import { diffVersionsOf, getVersionOf, listVersionsOf, restoreVersionOf } from './documents/versions.ts';
import { checkGatewayDocument } from './gateway/check.ts';
import { exportGateway } from './gateway/export.ts';
import { importGateway } from './gateway/import.ts';
import { listPolicies } from './gateway/policies.ts';

/** Pipelines and services: documents that are handled alike. */
export const documentOperations = (deps: DocumentDeps): HubOperation[] => [
  listPipelines(),
  listServices(),
  ...(['pipeline', 'service'] as const).flatMap((kind) => [
    getDocument(kind),
    saveOne(kind, deps),
    deleteOne(kind, deps),
    listVersionsOf(kind),
    getVersionOf(kind),
    diffVersionsOf(kind),
    restoreVersionOf(kind, deps),
  ]),
  copyPipeline(deps),
  checkGatewayDocument(deps),
  listPolicies(deps),
  importGateway(deps),
  exportGateway(),
];
