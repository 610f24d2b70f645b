/** The command palette: everything that has a name can be gone to. */

import { useMantineColorScheme } from '@mantine/core';
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconLanguage, IconSearch, IconSunMoon } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useI18n } from '../i18n';
import { paletteStore } from './palette';
import { places } from './places';

/** The palette, opened by Ctrl-K. */
export function Palette() {
  const { t, locale, setLocale } = useI18n();
  const navigate = useNavigate();
  const { toggleColorScheme } = useMantineColorScheme();
  const pages: SpotlightActionData[] = places.map((place) => ({
    id: place.to,
    label: t(place.label),
    leftSection: <place.icon size={18} stroke={1.6} />,
    onClick: () => void navigate({ to: place.to }),
  }));
  const actions: SpotlightActionData[] = [
    {
      id: 'scheme',
      label: `${t('nav.scheme')}: ${t('nav.schemeLight')} / ${t('nav.schemeDark')}`,
      leftSection: <IconSunMoon size={18} stroke={1.6} />,
      onClick: toggleColorScheme,
    },
    {
      id: 'language',
      label: locale === 'en' ? '中文' : 'English',
      leftSection: <IconLanguage size={18} stroke={1.6} />,
      onClick: () => setLocale(locale === 'en' ? 'zh' : 'en'),
    },
  ];
  const groups: SpotlightActionGroupData[] = [
    { group: t('nav.pages'), actions: pages },
    { group: t('nav.actions'), actions },
  ];
  return (
    <Spotlight
      store={paletteStore}
      actions={groups}
      shortcut={['mod + K']}
      nothingFound={t('nav.paletteEmpty')}
      highlightQuery
      scrollable
      maxHeight={420}
      limit={12}
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: t('nav.paletteHint'),
        'aria-label': t('nav.palette'),
      }}
    />
  );
}
