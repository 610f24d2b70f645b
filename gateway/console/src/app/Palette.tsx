/** The command palette: everything that has a name can be gone to. */
import { useMantineColorScheme } from '@mantine/core';
import {
  createSpotlight,
  Spotlight,
  type SpotlightActionData,
  type SpotlightActionGroupData,
} from '@mantine/spotlight';
import '@mantine/spotlight/styles.layer.css';
import {
  IconBook,
  IconCube,
  IconKey,
  IconKeyboard,
  IconLanguage,
  IconPlugConnected,
  IconRocket,
  IconSearch,
  IconSunMoon,
  type TablerIcon,
} from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { keysQuery } from '../api/keys';
import { someModelsQuery } from '../api/models';
import { providersQuery } from '../api/providers';
import { useI18n } from '../i18n';
import { matches, toModelFilter } from '../pages/models/search';
import { places } from './places';
import { openShortcuts } from './Shortcuts';

const mostOfAKind = 6;
/** Of the models that have the words, some have them in their capabilities alone. */
const mostSearched = 50;

function action(
  id: string,
  label: string,
  Icon: TablerIcon,
  onClick: () => void,
  description?: string,
): SpotlightActionData {
  return { id, label, description, onClick, leftSection: <Icon size={18} stroke={1.6} aria-hidden /> };
}

function useCommands(): SpotlightActionData[] {
  const { t, locale, setLocale } = useI18n();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const dark = colorScheme === 'dark';
  return [
    action(
      'add-provider',
      t('nav.addProvider'),
      IconPlugConnected,
      () => void navigate({ to: '/providers', search: { add: 'open' } }),
    ),
    action('create-key', t('nav.createKey'), IconKey, () => void navigate({ to: '/keys', search: { add: 'open' } })),
    action('start', t('nav.start'), IconRocket, () => void navigate({ to: '/start' })),
    action('scheme', `${t('nav.scheme')}: ${t(dark ? 'nav.schemeLight' : 'nav.schemeDark')}`, IconSunMoon, () =>
      setColorScheme(dark ? 'light' : 'dark'),
    ),
    action('language', locale === 'en' ? '中文' : 'English', IconLanguage, () =>
      setLocale(locale === 'en' ? 'zh' : 'en'),
    ),
    action('shortcuts', t('nav.shortcuts'), IconKeyboard, openShortcuts),
    action('docs', t('nav.docs'), IconBook, () => void window.open('/docs', '_blank', 'noreferrer')),
  ];
}

/** Providers, models and keys whose names have the words. */
function useNamed(words: string): SpotlightActionGroupData[] {
  const { t } = useI18n();
  const navigate = useNavigate();
  const asked = words.trim() !== '';
  const providers = useQuery({ ...providersQuery, enabled: asked }).data ?? [];
  const found = someModelsQuery(toModelFilter({ q: words }), mostSearched);
  const models = useQuery({ ...found, enabled: asked, placeholderData: keepPreviousData }).data?.data ?? [];
  const keys = useQuery({ ...keysQuery, enabled: asked }).data ?? [];
  if (!asked) return [];
  return [
    {
      group: t('nav.providers'),
      actions: providers
        .filter((each) => matches(`${each.name} ${each.display_name ?? ''}`, words))
        .slice(0, mostOfAKind)
        .map((each) =>
          action(
            `provider-${each.id}`,
            each.display_name ?? each.name,
            IconPlugConnected,
            () => void navigate({ to: '/providers/$id', params: { id: each.id } }),
          ),
        ),
    },
    {
      group: t('nav.models'),
      actions: models
        .filter((each) => matches(each.id, words))
        .slice(0, mostOfAKind)
        .map((each) =>
          action(`model-${each.id}`, each.id, IconCube, () => void navigate({ to: '/models', search: { q: each.id } })),
        ),
    },
    {
      group: t('nav.keys'),
      actions: keys
        .filter((each) => matches(each.name, words))
        .slice(0, mostOfAKind)
        .map((each) =>
          action(
            `key-${each.id}`,
            each.name,
            IconKey,
            () => void navigate({ to: '/requests', search: { key: [each.id] } }),
          ),
        ),
    },
  ];
}

const [store, spotlight] = createSpotlight();

/** The palette: it opens whenever `asked` counts up. */
export default function Palette({ asked }: { asked: number }) {
  useEffect(() => {
    if (asked > 0) spotlight.open();
  }, [asked]);
  const { t } = useI18n();
  const navigate = useNavigate();
  const [words, setWords] = useState('');
  const commands = useCommands();
  const named = useNamed(words);
  const pages = places.map((place) =>
    action(place.to, t(place.label), place.icon, () => void navigate({ to: place.to })),
  );
  const groups = [{ group: t('nav.pages'), actions: pages }, ...named, { group: t('nav.actions'), actions: commands }]
    .map((group) => ({ ...group, actions: group.actions.filter((each) => matches(each.label ?? '', words)) }))
    .filter((group) => group.actions.length > 0);
  return (
    <Spotlight
      store={store}
      actions={groups}
      query={words}
      onQueryChange={setWords}
      filter={(_, all) => all}
      shortcut={null}
      attributes={{ content: { 'aria-label': t('nav.palette') } }}
      nothingFound={t('nav.paletteEmpty')}
      scrollable
      maxHeight={420}
      clearQueryOnClose
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: t('nav.paletteHint'),
        'aria-label': t('nav.palette'),
      }}
    />
  );
}
