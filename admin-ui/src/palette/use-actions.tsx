import type { ReactNode } from 'react';
import { useHub } from '../api/hub-context.tsx';
import type { Permission } from '../api/shapes.ts';
import { useNavigate } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import {
  IconAdd,
  IconKeyboard,
  IconLanguage,
  IconPerson,
  IconReference,
  IconSignOut,
  IconSwitch,
  IconTheme,
} from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { languageNames } from '../messages/language-names.ts';
import type { MessageKey } from '../messages/translate.ts';
import { useMay, useMe } from '../session/me.ts';
import { usePreferences } from '../session/use-preferences.ts';
import { useSignOut } from '../session/use-sign-out.ts';
import { navigationEntries } from '../shell/navigation.ts';
import type { PaletteGroup } from './palette-groups.ts';

/** What can be made from anywhere: the page that makes it, and who may. */
const makings: readonly (readonly [label: MessageKey, page: string, permission: Permission])[] = [
  ['keys.create', 'keys?new=1', 'keys.write'],
  ['connectors.import', 'connectors/import', 'connectors.write'],
  ['connections.create', 'connections?new=1', 'connections.write'],
  ['hooks.create', 'webhooks?new=1', 'connectors.write'],
  ['pollers.create', 'pollers?new=1', 'connectors.write'],
  ['flows.create', 'flows?new=1', 'flows.write'],
  ['secrets.create', 'secrets?new=1', 'flows.write'],
  ['members.invite', 'members?tab=invitations&new=1', 'members.write'],
];

interface Act {
  readonly id: string;
  readonly label: string;
  readonly icon: ReactNode;
  run(): void;
}

const entry = (one: Act) => ({ about: '', kind: '', ...one });

/** The pages, actions and spaces of whoever is signed in. */
export const useActions = (onHelp: () => void): readonly PaletteGroup[] => {
  const t = useT();
  const navigate = useNavigate();
  const may = useMay();
  const me = useMe().data;
  const { space } = useHub();
  const signOut = useSignOut();
  const { theme, language, chooseTheme, chooseLanguage } = usePreferences();
  const otherTheme = theme === 'dark' ? 'light' : 'dark';
  const otherLanguage = language === 'de' ? 'en' : 'de';
  const go = (path: string) => (): void => navigate(path);
  const inSpace = (page: string) => go(spacePath(space ?? '', page));
  const add = <IconAdd size={16} />;
  return [
    {
      label: t('palette.pages'),
      entries: [
        ...navigationEntries
          .filter(({ permission }) => space !== null && may(permission))
          .map(({ label, page, icon: Icon }) =>
            entry({ id: label, label: t(label), icon: <Icon size={16} />, run: inSpace(page) }),
          ),
        entry({
          ...{ id: 'account', label: t('user.account') },
          ...{ icon: <IconPerson size={16} />, run: go('/account') },
        }),
        entry({
          ...{ id: 'reference', label: t('nav.reference') },
          ...{ icon: <IconReference size={16} />, run: go('/docs') },
        }),
      ],
    },
    {
      label: t('palette.actions'),
      entries: [
        ...makings
          .filter(([, , permission]) => may(permission))
          .map(([label, page]) => entry({ id: label, label: t(label), icon: add, run: inSpace(page) })),
        ...(me?.user.installationOwner === true
          ? [entry({ id: 'new-space', label: t('spaces.new'), icon: add, run: go('/spaces/new') })]
          : []),
        entry({
          ...{ id: 'theme', label: t(`palette.theme.${otherTheme}`), icon: <IconTheme size={16} /> },
          run: () => chooseTheme(otherTheme),
        }),
        entry({
          ...{ id: 'language', label: t('palette.language', { language: languageNames[otherLanguage] }) },
          ...{ icon: <IconLanguage size={16} />, run: () => chooseLanguage(otherLanguage) },
        }),
        entry({
          ...{ id: 'help', label: t('shortcuts.title'), icon: <IconKeyboard size={16} />, run: onHelp },
        }),
        entry({
          ...{ id: 'sign-out', label: t('user.signOut'), icon: <IconSignOut size={16} />, run: signOut },
        }),
      ],
    },
    {
      label: t('palette.spaces'),
      entries: (me?.spaces ?? [])
        .filter(({ slug }) => slug !== space)
        .map(({ slug, name }) => ({
          ...{ id: `space-${slug}`, label: name, about: slug, kind: '' },
          ...{ icon: <IconSwitch size={16} />, run: go(spacePath(slug)) },
        })),
    },
  ];
};
