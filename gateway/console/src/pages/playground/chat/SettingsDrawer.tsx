import { useI18n } from '../../../i18n';
import { SideDialog } from '../../../ui/Dialog';
import { SettingsPanel } from './SettingsPanel';

/** The settings where there is no room beside the columns. */
export function SettingsDrawer(props: { opened: boolean; onClose: () => void }) {
  const { t } = useI18n();
  return (
    <SideDialog opened={props.opened} onClose={props.onClose} title={t('playground.settings')}>
      <SettingsPanel />
    </SideDialog>
  );
}
