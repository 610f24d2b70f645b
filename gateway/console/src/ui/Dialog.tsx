/** What opens over a page: in its middle, or at its side. */
import { Drawer, type DrawerProps, Modal, type ModalProps } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useI18n } from '../i18n';

/**
 * Whether to be open, from the second drawing on. The focus is given back to where it was when `opened` turned true, which it
 * must do while the dialog is there: one that is loaded when it is first wanted comes with `opened` set.
 */
function useTurnedOpen(opened: boolean): boolean {
  const [there, setThere] = useState(false);
  useEffect(() => setThere(true), []);
  return there && opened;
}

/** A dialog in the middle of the page. */
export function Dialog(props: ModalProps) {
  const { t } = useI18n();
  const opened = useTurnedOpen(props.opened);
  return <Modal closeButtonProps={{ 'aria-label': t('common.close') }} {...props} opened={opened} />;
}

/** A dialog at the right side of the page, over its whole height. */
export function SideDialog(props: DrawerProps) {
  const { t } = useI18n();
  const opened = useTurnedOpen(props.opened);
  return <Drawer position="right" closeButtonProps={{ 'aria-label': t('common.close') }} {...props} opened={opened} />;
}
