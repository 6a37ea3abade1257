import type { ComponentType } from 'react';
import { WaitingBadge } from '../approvals/waiting-badge.tsx';
import type { Permission } from '../api/shapes.ts';
import type { MessageKey } from '../messages/translate.ts';
import {
  IconApprovals,
  IconAudit,
  IconClients,
  IconConnections,
  IconConnectors,
  IconFlows,
  IconGateway,
  IconHome,
  IconJobs,
  IconKey,
  IconMembers,
  IconPlayground,
  IconPollers,
  IconRuns,
  IconSecrets,
  IconServers,
  IconSettings,
  IconToolsets,
  IconVariables,
  IconWebhooks,
} from '../look/icons.ts';

export interface NavigationEntry {
  readonly label: MessageKey;
  /** Below /s/<space>/. */
  readonly page: string;
  /** Without it the entry is not shown. */
  readonly permission: Permission;
  readonly icon: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;
  /** `g`, then this key, goes there. */
  readonly go: string;
  /** What stands at the end of its line. */
  readonly badge?: ComponentType;
}

export interface NavigationGroup {
  readonly label: MessageKey | null;
  readonly entries: readonly NavigationEntry[];
}

/** What the console has. A module adds its pages here: the side, the palette and the shortcuts follow. */
export const navigation: readonly NavigationGroup[] = [
  {
    label: null,
    entries: [{ label: 'nav.home', page: '', permission: 'space.read', icon: IconHome, go: 'h' }],
  },
  {
    label: 'nav.connect',
    entries: [
      {
        label: 'nav.connectors',
        page: 'connectors',
        permission: 'connectors.read',
        icon: IconConnectors,
        go: 'c',
      },
      {
        label: 'nav.connections',
        page: 'connections',
        permission: 'connections.read',
        icon: IconConnections,
        go: 'n',
      },
      {
        label: 'nav.webhooks',
        page: 'webhooks',
        permission: 'connectors.read',
        icon: IconWebhooks,
        go: 'w',
      },
      { label: 'nav.pollers', page: 'pollers', permission: 'connectors.read', icon: IconPollers, go: 'p' },
    ],
  },
  {
    label: 'nav.automate',
    entries: [
      { label: 'nav.flows', page: 'flows', permission: 'flows.read', icon: IconFlows, go: 'f' },
      { label: 'nav.runs', page: 'runs', permission: 'flows.read', icon: IconRuns, go: 'r' },
      {
        ...{ label: 'nav.approvals', page: 'approvals', permission: 'approvals.read' },
        ...{ icon: IconApprovals, go: 'o', badge: WaitingBadge },
      },
      { label: 'nav.variables', page: 'variables', permission: 'flows.read', icon: IconVariables, go: 'v' },
      { label: 'nav.secrets', page: 'secrets', permission: 'flows.read', icon: IconSecrets, go: 'e' },
    ],
  },
  {
    label: 'nav.tools',
    entries: [
      { label: 'nav.toolsets', page: 'toolsets', permission: 'toolsets.read', icon: IconToolsets, go: 't' },
      {
        ...{ label: 'nav.mcpServers', page: 'mcp-servers', permission: 'connectors.read' },
        ...{ icon: IconServers, go: 'u' },
      },
      {
        ...{ label: 'nav.playground', page: 'playground', permission: 'toolsets.read' },
        ...{ icon: IconPlayground, go: 'y' },
      },
      {
        ...{ label: 'nav.connectClients', page: 'connect', permission: 'toolsets.read' },
        ...{ icon: IconClients, go: 'i' },
      },
    ],
  },
  {
    label: 'nav.apis',
    entries: [
      { label: 'nav.gateway', page: 'gateway', permission: 'traffic.read', icon: IconGateway, go: 'x' },
    ],
  },
  {
    label: 'nav.administration',
    entries: [
      { label: 'nav.members', page: 'members', permission: 'members.read', icon: IconMembers, go: 'm' },
      { label: 'nav.keys', page: 'keys', permission: 'keys.read', icon: IconKey, go: 'k' },
      { label: 'nav.audit', page: 'audit', permission: 'audit.read', icon: IconAudit, go: 'a' },
      { label: 'nav.jobs', page: 'jobs', permission: 'jobs.read', icon: IconJobs, go: 'j' },
      { label: 'nav.settings', page: 'settings', permission: 'space.read', icon: IconSettings, go: 's' },
    ],
  },
];

export const navigationEntries = navigation.flatMap((group) => group.entries);
