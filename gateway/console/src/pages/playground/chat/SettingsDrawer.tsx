import { Drawer } from '@mantine/core';
import { useI18n } from '../../../i18n';
import { SettingsPanel } from './SettingsPanel';

/** The settings where there is no room beside the columns. */
export function SettingsDrawer(props: { opened: boolean; onClose: () => void }) {
  const { t } = useI18n();
  return (
    <Drawer
      opened={props.opened}
      onClose={props.onClose}
      position="right"
      title={t('playground.settings')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <SettingsPanel />
    </Drawer>
  );
}
