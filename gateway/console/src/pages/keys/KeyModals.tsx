import { Modal } from '@mantine/core';
import { useState } from 'react';
import type { CreatedKey, Key } from '../../api/types';
import { useI18n } from '../../i18n';
import { useNotify } from '../../ui/notify';
import { KeyForm } from './KeyForm';
import { NewToken } from './NewToken';

/** Creates a key, and shows its token. */
export function CreateModal({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useI18n();
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const leave = () => {
    setCreated(null);
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={leave}
      title={created ? t('keys.createdTitle') : t('keys.create')}
      size="lg"
      closeOnClickOutside={created === null}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {created ? (
        <NewToken created={created} onDone={leave} />
      ) : (
        <KeyForm of={null} onCreated={setCreated} onChanged={() => undefined} onCancel={leave} />
      )}
    </Modal>
  );
}

/** Changes what a key may do. */
export function EditModal({ of, onClose }: { of: Key | null; onClose: () => void }) {
  const { t } = useI18n();
  const { done } = useNotify();
  return (
    <Modal
      opened={of !== null}
      onClose={onClose}
      title={of && t('keys.editTitle', { name: of.name })}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {of && (
        <KeyForm
          of={of}
          onCreated={() => undefined}
          onChanged={(changed) => {
            done(t('keys.saved', { name: changed.name }));
            onClose();
          }}
          onCancel={onClose}
        />
      )}
    </Modal>
  );
}
