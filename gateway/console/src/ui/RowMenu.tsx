import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useI18n } from '../i18n';

/** What can be done with a row, by its name. */
export function RowMenu({ of, children }: { of: string; children: ReactNode }) {
  const { t } = useI18n();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon aria-label={t('common.actionsFor', { name: of })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

/** An item that opens the row for changes. */
export function EditItem({ onClick }: { onClick: () => void }) {
  const { t } = useI18n();
  return (
    <Menu.Item leftSection={<IconPencil size={15} />} onClick={onClick}>
      {t('common.edit')}
    </Menu.Item>
  );
}

/** An item that removes the row, once that was confirmed. */
export function RemoveItem({ onClick }: { onClick: () => void }) {
  const { t } = useI18n();
  return (
    <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={onClick}>
      {t('common.remove')}
    </Menu.Item>
  );
}
