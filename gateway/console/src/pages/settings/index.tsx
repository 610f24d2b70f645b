import { useI18n } from '../../i18n';
import { PageHeader } from '../../ui/PageHeader';

/** The page. */
export function Page() {
  const { t } = useI18n();
  return <PageHeader title={t('nav.settings')} />;
}
