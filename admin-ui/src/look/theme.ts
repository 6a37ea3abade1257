import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';
import type { MouseEvent } from 'react';

/** Neutral greys, one accent; every other colour stands for a state. All text meets WCAG AA on its ground. */
const accent: MantineColorsTuple = [
  '#eef3fe',
  '#dbe5fb',
  '#b8cbf6',
  '#8fb0f5',
  '#6a92ee',
  '#4a77e2',
  '#3f6be0',
  '#2b58c9',
  '#2349a8',
  '#1b3a87',
];
const dark: MantineColorsTuple = [
  '#e6e7ea',
  '#c3c6cd',
  '#a2a6b0',
  '#8b909b',
  '#3a3d45',
  '#2a2c32',
  '#1e1f23',
  '#16171a',
  '#111214',
  '#0b0c0d',
];

const fonts =
  'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif';

/** Four sizes: 12 for what stands beside, 14 for text, 16 for a section, 20 for the page. */
const small = '0.75rem';
const text = '0.875rem';
const section = '1rem';
const page = '1.25rem';

/** What comes over the page. */
const over = {
  transitionProps: { duration: 120 },
  overlayProps: {
    backgroundOpacity: 0.3,
    // The second half of a double-click on the button that opened it would close it at once.
    onClickCapture: (event: MouseEvent): void => {
      if (event.detail > 1) event.stopPropagation();
    },
  },
  styles: { title: { fontSize: section, fontWeight: 600 } },
};

export const theme = createTheme({
  fontFamily: fonts,
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: small, sm: text, md: text, lg: section, xl: page },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.4', xl: '1.3' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: page, lineHeight: '1.3' },
      h2: { fontSize: section, lineHeight: '1.4' },
      h3: { fontSize: text, lineHeight: '1.45' },
    },
  },
  colors: { accent, dark },
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false } },
    Drawer: { defaultProps: { ...over, position: 'right' } },
    Modal: { defaultProps: { ...over, centered: true } },
    Menu: {
      defaultProps: {
        transitionProps: { duration: 80 },
        shadow: 'md',
        // Within the landmark of the page, and without the empty part that only Mantine's own trap needs.
        portalProps: { target: 'main' },
        withInitialFocusPlaceholder: false,
      },
    },
    Select: { defaultProps: { checkIconPosition: 'right', allowDeselect: false } },
  },
});

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-text': '#1b1d22',
    '--mantine-color-dimmed': '#5c616b',
    '--mantine-color-placeholder': '#6b7079',
    '--mantine-color-error': '#c2272d',
    '--mantine-color-anchor': '#2b58c9',
    '--mantine-color-default-border': '#8a8f99',
    '--hub-side': '#f7f7f8',
    '--hub-raised': '#ffffff',
    '--hub-line': '#e3e4e8',
    '--hub-line-strong': '#8a8f99',
    '--hub-hover': '#f1f2f4',
    '--hub-chosen': '#e8eefc',
    '--hub-success': '#1a7437',
    '--hub-waiting': '#855500',
    '--hub-failed': '#c2272d',
    '--hub-live': '#2b58c9',
  },
  dark: {
    '--mantine-color-text': '#e6e7ea',
    '--mantine-color-dimmed': '#a2a6b0',
    '--mantine-color-placeholder': '#8b909b',
    '--mantine-color-error': '#ff8f8a',
    '--mantine-color-anchor': '#8fb0f5',
    '--mantine-color-default-border': '#737882',
    '--hub-side': '#111214',
    '--hub-raised': '#1e1f23',
    '--hub-line': '#2a2c32',
    '--hub-line-strong': '#737882',
    '--hub-hover': '#202126',
    '--hub-chosen': '#1f2a44',
    '--hub-success': '#5dd17f',
    '--hub-waiting': '#e3b341',
    '--hub-failed': '#ff8f8a',
    '--hub-live': '#8fb0f5',
  },
});
