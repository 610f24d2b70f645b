import { Button, SimpleGrid, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useMe, useSignOut } from '../../api/session';
import { LanguageControl, SchemeControl } from '../../app/AccountMenu';
import { useI18n } from '../../i18n';
import { CopyText } from '../../ui/CopyText';
import { Facts } from '../../ui/Facts';
import { PageHeader } from '../../ui/PageHeader';
import { Panel } from '../../ui/Panel';
import { TimeAgo } from '../../ui/TimeAgo';
import { useStartDismissed } from '../start/steps';
import { Health } from './Health';

function Session() {
  const { t } = useI18n();
  const me = useMe();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const may = [me.may.manage && t('settings.mayManage'), me.may.operate && t('settings.mayOperate')];
  return (
    <Panel
      title={t('settings.session')}
      actions={
        <Button
          size="xs"
          variant="default"
          onClick={() => signOut.mutate(undefined, { onSettled: () => navigate({ to: '/sign-in' }) })}
        >
          {t('nav.signOut')}
        </Button>
      }
    >
      <Facts
        facts={[
          [t('settings.signedInAs'), me.kind === 'operator' ? t('nav.operator') : (me.name ?? me.id)],
          [t('settings.organization'), me.organization.display_name ?? me.organization.name],
          ['ID', <CopyText key="id" value={me.organization.id} what={t('settings.organization')} />],
          [t('settings.may'), may.filter(Boolean).join(', ')],
          [t('settings.endsAt'), me.session_ends_at && <TimeAgo time={me.session_ends_at} />],
        ]}
      />
    </Panel>
  );
}

function Addresses() {
  const { t } = useI18n();
  const { origin } = window.location;
  return (
    <Panel title={t('settings.addresses')} lead={t('settings.addressesLead')}>
      <Facts
        facts={[
          [t('settings.baseUrl'), <CopyText key="base" value={`${origin}/v1`} what={t('settings.baseUrl')} />],
          [
            t('settings.reference'),
            <a key="docs" href="/docs" target="_blank" rel="noreferrer">
              {origin}/docs
            </a>,
          ],
          [
            t('settings.openapi'),
            <a key="openapi" href="/openapi.json" target="_blank" rel="noreferrer">
              {origin}/openapi.json
            </a>,
          ],
        ]}
      />
    </Panel>
  );
}

function Appearance() {
  const { t } = useI18n();
  const [dismissed, , restore] = useStartDismissed();
  return (
    <Panel title={t('settings.appearance')}>
      <Stack gap="sm" maw={360}>
        <div>
          <Text size="sm" mb={4}>
            {t('settings.scheme')}
          </Text>
          <SchemeControl />
        </div>
        <div>
          <Text size="sm" mb={4}>
            {t('settings.language')}
          </Text>
          <LanguageControl />
        </div>
        {dismissed && (
          <Button variant="default" onClick={restore}>
            {t('settings.startAgain')}
          </Button>
        )}
      </Stack>
    </Panel>
  );
}

/** How the hub is, and how the console looks. */
export function Page() {
  const { t } = useI18n();
  return (
    <>
      <PageHeader title={t('settings.title')} lead={t('settings.lead')} />
      <Stack gap="md">
        <Health />
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
          <Session />
          <Stack gap="md">
            <Addresses />
            <Appearance />
          </Stack>
        </SimpleGrid>
      </Stack>
    </>
  );
}
