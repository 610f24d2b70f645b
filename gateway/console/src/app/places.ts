/** The pages by their places: what the navigation, the shortcuts and the command palette offer. */
import {
  IconActivity,
  IconAdjustmentsHorizontal,
  IconChartHistogram,
  IconCube,
  IconKey,
  IconLayoutDashboard,
  IconListSearch,
  IconMessageCircle,
  IconPlugConnected,
  IconRoute,
  type TablerIcon,
} from '@tabler/icons-react';
import type { PlainKey } from '../i18n';

/** A page that can be gone to from anywhere. */
export interface Place {
  to: string;
  label: PlainKey;
  icon: TablerIcon;
  /** The second key after `g`. */
  key: string;
}

/** A group of the navigation. */
export interface PlaceGroup {
  label: PlainKey;
  places: readonly Place[];
}

export const placeGroups: readonly PlaceGroup[] = [
  {
    label: 'nav.observe',
    places: [
      { to: '/', label: 'nav.overview', icon: IconLayoutDashboard, key: 'o' },
      { to: '/analytics', label: 'nav.analytics', icon: IconChartHistogram, key: 'a' },
      { to: '/requests', label: 'nav.requests', icon: IconActivity, key: 'r' },
    ],
  },
  {
    label: 'nav.build',
    places: [{ to: '/playground', label: 'nav.playground', icon: IconMessageCircle, key: 'p' }],
  },
  {
    label: 'nav.configure',
    places: [
      { to: '/providers', label: 'nav.providers', icon: IconPlugConnected, key: 'c' },
      { to: '/models', label: 'nav.models', icon: IconCube, key: 'm' },
      { to: '/routes', label: 'nav.routes', icon: IconRoute, key: 't' },
      { to: '/keys', label: 'nav.keys', icon: IconKey, key: 'k' },
      { to: '/audit', label: 'nav.audit', icon: IconListSearch, key: 'l' },
      { to: '/settings', label: 'nav.settings', icon: IconAdjustmentsHorizontal, key: 's' },
    ],
  },
];

/** Every page, in the order of the navigation. */
export const places: readonly Place[] = placeGroups.flatMap((group) => group.places);
