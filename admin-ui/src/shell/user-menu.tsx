import { Menu } from '@mantine/core';
import { useRef } from 'react';
import { useNavigate } from '../location/router.tsx';
import { IconKeyboard, IconPerson, IconSignOut, IconSwitch } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { languages, isLanguage } from '../messages/translate.ts';
import { languageNames } from '../messages/language-names.ts';
import { useMe } from '../session/me.ts';
import { usePreferences, type Theme } from '../session/use-preferences.ts';
import { useSignOut } from '../session/use-sign-out.ts';
import styles from './shell.module.css';

const themes: readonly Theme[] = ['light', 'dark', 'system'];

export const UserMenu = (props: { onHelp(): void }) => {
  const t = useT();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const user = useMe().data?.user;
  const { theme, language, chooseTheme, chooseLanguage } = usePreferences();
  const name = user?.name ?? '';
  const opener = useRef<HTMLButtonElement>(null);
  return (
    <Menu position="top-start" width={240}>
      <Menu.Target>
        <button ref={opener} className={styles['menu']} aria-label={t('user.menu', { name })}>
          <span className={styles['badge']} data-round data-letter={name.slice(0, 1)} aria-hidden />
          <span className="one-line">{name}</span>
          <IconSwitch size={16} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPerson size={16} />} onClick={() => navigate('/account')}>
          {t('user.account')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconKeyboard size={16} />}
          onClick={() => {
            // The dialog gives the focus back to what had it: the item will be gone by then.
            opener.current?.focus();
            props.onHelp();
          }}
        >
          {t('shortcuts.title')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('user.theme')}</Menu.Label>
        <Menu.RadioGroup value={theme} onChange={(value) => chooseTheme(asTheme(value))}>
          {themes.map((one) => (
            <Menu.RadioItem key={one} value={one} closeMenuOnClick={false}>
              {t(`theme.${one}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{t('user.language')}</Menu.Label>
        <Menu.RadioGroup value={language} onChange={(value) => isLanguage(value) && chooseLanguage(value)}>
          {languages.map((one) => (
            <Menu.RadioItem key={one} value={one} closeMenuOnClick={false}>
              <span lang={one}>{languageNames[one]}</span>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconSignOut size={16} />} onClick={signOut}>
          {t('user.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};

const asTheme = (value: string): Theme => themes.find((one) => one === value) ?? 'system';
