import { lazy, Suspense, type ReactNode } from 'react';
import type { Permission } from '../api/shapes.ts';
import { Redirect, Route, Switch, usePath } from '../location/router.tsx';
import { pageOfPath, spacePath } from '../location/space-path.ts';
import { useMay } from '../session/me.ts';
import { NoPermission } from '../show/no-permission.tsx';
import { PageSkeleton } from '../show/page-skeleton.tsx';
import { FailureBoundary } from './failure-boundary.tsx';
import { NoSpacePage } from './no-space-page.tsx';

const HomePage = lazy(() => import('../home/home-page.tsx'));
const MembersPage = lazy(() => import('../members/members-page.tsx'));
const KeysPage = lazy(() => import('../keys/keys-page.tsx'));
const AuditPage = lazy(() => import('../audit/audit-page.tsx'));
const JobsPage = lazy(() => import('../jobs/jobs-page.tsx'));
const ConnectorsPage = lazy(() => import('../connectors/connectors-page.tsx'));
const ImportPage = lazy(() => import('../connectors/import/import-page.tsx'));
const ConnectorPage = lazy(() => import('../connectors/connector-page.tsx'));
const OperationPage = lazy(() => import('../operations/operation-page.tsx'));
const ConnectionsPage = lazy(() => import('../connections/connections-page.tsx'));
const WebhooksPage = lazy(() => import('../webhooks/webhooks-page.tsx'));
const PollersPage = lazy(() => import('../pollers/pollers-page.tsx'));
const FlowsPage = lazy(() => import('../flows/flows-page.tsx'));
const FlowPage = lazy(() => import('../flows/flow-page.tsx'));
const LibraryPage = lazy(() => import('../flows/library/library-page.tsx'));
const LibraryFlowPage = lazy(() => import('../flows/library/library-flow-page.tsx'));
const SecretsPage = lazy(() => import('../secrets/secrets-page.tsx'));
const VariablesPage = lazy(() => import('../variables/variables-page.tsx'));
const RunsPage = lazy(() => import('../runs/runs-page.tsx'));
const ApprovalsPage = lazy(() => import('../approvals/approvals-page.tsx'));
const ApprovalPage = lazy(() => import('../approvals/approval-page.tsx'));
const RunPage = lazy(() => import('../runs/run-page.tsx'));
const ToolsetsPage = lazy(() => import('../toolsets/toolsets-page.tsx'));
const ToolsetPage = lazy(() => import('../toolsets/toolset-page.tsx'));
const ServersPage = lazy(() => import('../mcp-servers/servers-page.tsx'));
const ServerPage = lazy(() => import('../mcp-servers/server-page.tsx'));
const PlaygroundPage = lazy(() => import('../playground/playground-page.tsx'));
const ConnectPage = lazy(() => import('../playground/connect-page.tsx'));
const GatewayRoutesPage = lazy(() => import('../gateway/routes-page.tsx'));
const GatewayRoutePage = lazy(() => import('../gateway/route/route-page.tsx'));
const GatewayServicesPage = lazy(() => import('../gateway/service-pages/services-page.tsx'));
const GatewayServicePage = lazy(() => import('../gateway/service-pages/service-page.tsx'));
const ConsumersPage = lazy(() => import('../gateway/consumers/consumers-page.tsx'));
const ConsumerPage = lazy(() => import('../gateway/consumers/consumer-page.tsx'));
const PortalSettingsPage = lazy(() => import('../gateway/portal/portal-page.tsx'));
const GatewayTrafficPage = lazy(() => import('../gateway/traffic/traffic-page.tsx'));
const GatewayImportPage = lazy(() => import('../gateway/import/import-page.tsx'));
const SettingsPage = lazy(() => import('../settings/settings-page.tsx'));
const AccountPage = lazy(() => import('../account/account-page.tsx'));
const SpacesPage = lazy(() => import('../spaces/spaces-page.tsx'));
const NotFoundPage = lazy(() => import('./not-found-page.tsx'));

interface PagesProps {
  readonly space: string | null;
  /** The address names a space that the reader is not in, or that does not exist: which of both is not said. */
  readonly foreign: boolean;
}

export const SpacePages = ({ space, foreign }: PagesProps) => {
  // To open an entry is no change of the page.
  const page = pageOfPath(usePath());
  return (
    <FailureBoundary key={page}>
      <Suspense fallback={<PageSkeleton />}>
        {foreign ? (
          <NotFoundPage />
        ) : (
          <Switch>
            <Route path="/">
              {space === null ? <NoSpacePage /> : <Redirect to={spacePath(space)} replace />}
            </Route>
            <Route path="/account" component={AccountPage} />
            <Route path="/spaces" component={SpacesPage} />
            <Route path="/spaces/new" component={SpacesPage} />
            <Route path="/s/:space" component={HomePage} />
            <Route path="/s/:space/members/:entry?">
              <Needs permission="members.read">
                <MembersPage />
              </Needs>
            </Route>
            <Route path="/s/:space/keys/:entry?">
              <Needs permission="keys.read">
                <KeysPage />
              </Needs>
            </Route>
            <Route path="/s/:space/audit/:entry?">
              <Needs permission="audit.read">
                <AuditPage />
              </Needs>
            </Route>
            <Route path="/s/:space/jobs/:entry?">
              <Needs permission="jobs.read">
                <JobsPage />
              </Needs>
            </Route>
            <Route path="/s/:space/connectors">
              <Needs permission="connectors.read">
                <ConnectorsPage />
              </Needs>
            </Route>
            <Route path="/s/:space/connectors/import">
              <Needs permission="connectors.write">
                <ImportPage />
              </Needs>
            </Route>
            <Route path="/s/:space/connectors/:name">
              {({ name }) => (
                <Needs permission="connectors.read">
                  <ConnectorPage name={name} />
                </Needs>
              )}
            </Route>
            <Route path="/s/:space/connectors/:name/operations/:operation">
              {({ name, operation }) => (
                <Needs permission="connectors.read">
                  <OperationPage key={operation} connector={name} operation={operation} />
                </Needs>
              )}
            </Route>
            <Route path="/s/:space/connections/:entry?">
              <Needs permission="connections.read">
                <ConnectionsPage />
              </Needs>
            </Route>
            <Route path="/s/:space/webhooks/:entry?">
              <Needs permission="connectors.read">
                <WebhooksPage />
              </Needs>
            </Route>
            <Route path="/s/:space/pollers/:entry?">
              <Needs permission="connectors.read">
                <PollersPage />
              </Needs>
            </Route>
            <Route path="/s/:space/flows">
              <Needs permission="flows.read">
                <FlowsPage />
              </Needs>
            </Route>
            <Route path="/s/:space/flows/:name">
              {({ name }) => (
                <Needs permission="flows.read">
                  <FlowPage key={name} name={name} />
                </Needs>
              )}
            </Route>
            <Route path="/s/:space/flow-library">
              <Needs permission="flows.read">
                <LibraryPage />
              </Needs>
            </Route>
            <Route path="/s/:space/flow-library/:name">
              {({ name }) => (
                <Needs permission="flows.read">
                  <LibraryFlowPage key={name} name={name} />
                </Needs>
              )}
            </Route>
            <Route path="/s/:space/secrets">
              <Needs permission="flows.read">
                <SecretsPage />
              </Needs>
            </Route>
            <Route path="/s/:space/variables/:entry?">
              <Needs permission="flows.read">
                <VariablesPage />
              </Needs>
            </Route>
            <Route path="/s/:space/runs">
              <Needs permission="flows.read">
                <RunsPage />
              </Needs>
            </Route>
            <Route path="/s/:space/runs/:id">
              {({ id }) => (
                <Needs permission="flows.read">
                  <RunPage key={id} id={id} />
                </Needs>
              )}
            </Route>
            <Route path="/s/:space/approvals">
              <Needs permission="approvals.read">
                <ApprovalsPage />
              </Needs>
            </Route>
            <Route path="/s/:space/approvals/:id">
              {({ id }) => (
                <Needs permission="approvals.read">
                  <ApprovalPage key={id} id={id} />
                </Needs>
              )}
            </Route>
            <Route path="/s/:space/toolsets">
              <Needs permission="toolsets.read">
                <ToolsetsPage />
              </Needs>
            </Route>
            <Route path="/s/:space/toolsets/:name">
              {({ name }) => (
                <Needs permission="toolsets.read">
                  <ToolsetPage key={name} name={name} />
                </Needs>
              )}
            </Route>
            <Route path="/s/:space/mcp-servers">
              <Needs permission="connectors.read">
                <ServersPage />
              </Needs>
            </Route>
            <Route path="/s/:space/mcp-servers/:name">
              {({ name }) => (
                <Needs permission="connectors.read">
                  <ServerPage key={name} name={name} />
                </Needs>
              )}
            </Route>
            <Route path="/s/:space/playground">
              <Needs permission="toolsets.read">
                <PlaygroundPage />
              </Needs>
            </Route>
            <Route path="/s/:space/connect">
              <Needs permission="toolsets.read">
                <ConnectPage />
              </Needs>
            </Route>
            <Route path="/s/:space/gateway">
              <Needs permission="traffic.read">
                <GatewayRoutesPage />
              </Needs>
            </Route>
            <Route path="/s/:space/gateway/routes/:name">
              {({ name }) => (
                <Needs permission="traffic.read">
                  <GatewayRoutePage key={name} name={name} />
                </Needs>
              )}
            </Route>
            <Route path="/s/:space/gateway/consumers">
              <Needs permission="consumers.read">
                <ConsumersPage />
              </Needs>
            </Route>
            <Route path="/s/:space/gateway/consumers/:id">
              {({ id }) => (
                <Needs permission="consumers.read">
                  <ConsumerPage key={id} id={id} />
                </Needs>
              )}
            </Route>
            <Route path="/s/:space/gateway/portal">
              <Needs permission="space.read">
                <PortalSettingsPage />
              </Needs>
            </Route>
            <Route path="/s/:space/gateway/services">
              <Needs permission="traffic.read">
                <GatewayServicesPage />
              </Needs>
            </Route>
            <Route path="/s/:space/gateway/services/:name">
              {({ name }) => (
                <Needs permission="traffic.read">
                  <GatewayServicePage key={name} name={name} />
                </Needs>
              )}
            </Route>
            <Route path="/s/:space/gateway/traffic/:entry?">
              <Needs permission="traffic.read">
                <GatewayTrafficPage />
              </Needs>
            </Route>
            <Route path="/s/:space/gateway/import">
              <Needs permission="traffic.write">
                <GatewayImportPage />
              </Needs>
            </Route>
            <Route path="/s/:space/settings" component={SettingsPage} />
            <Route component={NotFoundPage} />
          </Switch>
        )}
      </Suspense>
    </FailureBoundary>
  );
};

const Needs = (props: { readonly permission: Permission; readonly children: ReactNode }) =>
  useMay()(props.permission) ? props.children : <NoPermission permission={props.permission} />;
