import type { ComponentType } from 'react';
import type { Permission } from '../api/shapes.ts';
import type { MessageKey } from '../messages/translate.ts';
import {
  IconAudit,
  IconConnections,
  IconConnectors,
  IconFlows,
  IconHome,
  IconJobs,
  IconKey,
  IconMembers,
  IconPollers,
  IconRuns,
  IconSecrets,
  IconSettings,
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
      { label: 'nav.secrets', page: 'secrets', permission: 'flows.read', icon: IconSecrets, go: 'e' },
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
