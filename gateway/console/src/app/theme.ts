import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const hub: MantineColorsTuple = [
  '#e6f6f6',
  '#cdebec',
  '#9dd8da',
  '#69c3c7',
  '#3fb1b5',
  '#229fa4',
  '#0f8c92',
  '#0b7a80',
  '#086468',
  '#054c50',
];

const gray: MantineColorsTuple = [
  '#f7f8f9',
  '#f0f2f4',
  '#e6e9ec',
  '#d8dce1',
  '#c2c8cf',
  '#97a0aa',
  '#606a75',
  '#4a545e',
  '#323a42',
  '#1a2026',
];

const dark: MantineColorsTuple = [
  '#e2e7eb',
  '#b8c1c9',
  '#95a0aa',
  '#6d7883',
  '#2d343a',
  '#22282d',
  '#181d20',
  '#0f1315',
  '#0a0d0f',
  '#060809',
];

const sans =
  "'Inter Variable', -apple-system, BlinkMacSystemFont, 'Segoe UI', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif";
const mono = "ui-monospace, SFMono-Regular, 'SF Mono', Menlo, 'Cascadia Code', Consolas, 'DejaVu Sans Mono', monospace";

/** One accent, a calm neutral scale, a 14 px base: everything else follows from these. */
export const theme = createTheme({
  colors: { hub, gray, dark },
  primaryColor: 'hub',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.32,
  white: '#ffffff',
  black: '#161b20',
  fontFamily: sans,
  fontFamilyMonospace: mono,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.45' },
  headings: {
    fontFamily: sans,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.45' },
    },
  },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm', fw: 550 } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 250, withArrow: true, arrowSize: 6, fz: 'xs' } },
    Modal: { defaultProps: { radius: 'lg', overlayProps: { backgroundOpacity: 0.45, blur: 2 }, centered: true } },
    Drawer: { defaultProps: { overlayProps: { backgroundOpacity: 0.3 } } },
    Menu: { defaultProps: { shadow: 'md', radius: 'md' } },
  },
});

/** Surfaces by role, so that no component names a shade. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1a2026',
    '--mantine-color-dimmed': '#5c6670',
    '--mantine-color-placeholder': '#6b757f',
    '--mantine-color-default-border': '#d8dce1',
    '--mantine-color-anchor': '#0a6c72',
    '--mantine-color-error': '#c92a2a',
    '--hub-canvas': '#f7f8f9',
    '--hub-surface': '#ffffff',
    '--hub-sunken': '#f3f5f6',
    '--hub-line': '#e4e7ea',
    '--hub-hover': '#f3f6f7',
    '--hub-selected': '#e6f4f4',
    '--hub-accent': '#0b7a80',
    '--hub-accent-soft': '#e0f2f2',
    '--hub-good': '#1c7a3e',
    '--hub-warn': '#9a5b00',
    '--hub-bad': '#c32f2f',
    '--hub-shadow': '0 1px 2px rgb(16 24 32 / 5%)',
  },
  dark: {
    '--mantine-color-body': '#14181b',
    '--mantine-color-text': '#e2e7eb',
    '--mantine-color-dimmed': '#98a3ad',
    '--mantine-color-placeholder': '#84909a',
    '--mantine-color-default-border': '#333b42',
    '--mantine-color-default': '#191e22',
    '--mantine-color-default-hover': '#20262b',
    '--mantine-color-anchor': '#69c3c7',
    '--mantine-color-error': '#ff8f8f',
    '--hub-canvas': '#0f1315',
    '--hub-surface': '#14181b',
    '--hub-sunken': '#0f1315',
    '--hub-line': '#262d32',
    '--hub-hover': '#1a2024',
    '--hub-selected': '#12292b',
    '--hub-accent': '#3fb1b5',
    '--hub-accent-soft': '#12292b',
    '--hub-good': '#5cc98a',
    '--hub-warn': '#e5b05c',
    '--hub-bad': '#ff8585',
    '--hub-shadow': 'none',
  },
});
