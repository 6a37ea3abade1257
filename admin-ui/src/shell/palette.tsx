import { createSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { useEffect, useState } from 'react';
import { useHub } from '../api/hub-context.tsx';
import { useNavigate } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import {
  IconAdd,
  IconKeyboard,
  IconLanguage,
  IconPerson,
  IconReference,
  IconSearch,
  IconSignOut,
  IconSwitch,
  IconTheme,
} from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { languageNames } from '../messages/language-names.ts';
import { useMay, useMe } from '../session/me.ts';
import { usePreferences } from '../session/use-preferences.ts';
import { useSignOut } from '../session/use-sign-out.ts';
import { navigationEntries } from './navigation.ts';

interface PaletteProps {
  onClose(): void;
  onHelp(): void;
}

/** Pages, spaces and actions by a few letters. Loaded when it is first asked for. */
const Palette = ({ onClose, onHelp }: PaletteProps) => {
  const t = useT();
  const [[store, control]] = useState(createSpotlight);
  const groups = useActions(onHelp);
  useEffect(() => control.open(), [control]);
  return (
    <Spotlight
      store={store}
      actions={[...groups]}
      nothingFound={t('palette.nothing')}
      highlightQuery
      shortcut={null}
      onSpotlightClose={onClose}
      searchProps={{
        leftSection: <IconSearch size={16} />,
        placeholder: t('palette.placeholder'),
        'aria-label': t('palette.placeholder'),
      }}
      scrollable
      overlayProps={{ backgroundOpacity: 0.3, blur: 0 }}
      styles={{ actionLabel: { overflowWrap: 'anywhere' } }}
      maxHeight={420}
    />
  );
};

const useActions = (onHelp: () => void): readonly SpotlightActionGroupData[] => {
  const t = useT();
  const navigate = useNavigate();
  const may = useMay();
  const me = useMe().data;
  const { space } = useHub();
  const signOut = useSignOut();
  const { theme, language, chooseTheme, chooseLanguage } = usePreferences();
  const otherTheme = theme === 'dark' ? 'light' : 'dark';
  const otherLanguage = language === 'de' ? 'en' : 'de';
  const action = (label: string, leftSection: React.ReactNode, onClick: () => void) => ({
    id: label,
    label,
    leftSection,
    onClick,
  });
  const inSpace = (page: string) => (): void => {
    if (space !== null) navigate(spacePath(space, page));
  };
  return [
    {
      group: t('palette.pages'),
      actions: [
        ...navigationEntries
          .filter(({ permission }) => space !== null && may(permission))
          .map(({ label, page, icon: Icon }) => action(t(label), <Icon size={16} />, inSpace(page))),
        action(t('user.account'), <IconPerson size={16} />, () => navigate('/account')),
        action(t('nav.reference'), <IconReference size={16} />, () => navigate('/docs')),
      ],
    },
    {
      group: t('palette.actions'),
      actions: [
        ...(may('keys.write')
          ? [action(t('keys.create'), <IconAdd size={16} />, inSpace('keys?new=1'))]
          : []),
        ...(may('connectors.write')
          ? [action(t('connectors.import'), <IconAdd size={16} />, inSpace('connectors/import'))]
          : []),
        ...(may('connections.write')
          ? [action(t('connections.create'), <IconAdd size={16} />, inSpace('connections?new=1'))]
          : []),
        ...(may('connectors.write')
          ? [
              action(t('hooks.create'), <IconAdd size={16} />, inSpace('webhooks?new=1')),
              action(t('pollers.create'), <IconAdd size={16} />, inSpace('pollers?new=1')),
            ]
          : []),
        ...(may('flows.write')
          ? [
              action(t('flows.create'), <IconAdd size={16} />, inSpace('flows?new=1')),
              action(t('secrets.create'), <IconAdd size={16} />, inSpace('secrets?new=1')),
            ]
          : []),
        ...(may('members.write')
          ? [action(t('members.invite'), <IconAdd size={16} />, inSpace('members?tab=invitations&new=1'))]
          : []),
        ...(me?.user.installationOwner === true
          ? [action(t('spaces.new'), <IconAdd size={16} />, () => navigate('/spaces/new'))]
          : []),
        action(t(`palette.theme.${otherTheme}`), <IconTheme size={16} />, () => chooseTheme(otherTheme)),
        action(
          t('palette.language', { language: languageNames[otherLanguage] }),
          <IconLanguage size={16} />,
          () => chooseLanguage(otherLanguage),
        ),
        action(t('shortcuts.title'), <IconKeyboard size={16} />, onHelp),
        action(t('user.signOut'), <IconSignOut size={16} />, signOut),
      ],
    },
    {
      group: t('palette.spaces'),
      actions: (me?.spaces ?? [])
        .filter(({ slug }) => slug !== space)
        .map(({ slug, name }) => ({
          ...action(name, <IconSwitch size={16} />, () => navigate(spacePath(slug))),
          id: `space ${slug}`,
          description: slug,
        })),
    },
  ];
};

export default Palette;
