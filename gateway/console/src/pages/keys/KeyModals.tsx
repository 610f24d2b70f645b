import { useState } from 'react';
import type { CreatedKey, Key } from '../../api/types';
import { useI18n } from '../../i18n';
import { Dialog } from '../../ui/Dialog';
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
    <Dialog
      opened={opened}
      onClose={leave}
      title={created ? t('keys.createdTitle') : t('keys.create')}
      size="lg"
      closeOnClickOutside={created === null}
    >
      {created ? (
        <NewToken created={created} onDone={leave} />
      ) : (
        <KeyForm of={null} onCreated={setCreated} onChanged={() => undefined} onCancel={leave} />
      )}
    </Dialog>
  );
}

/** Changes what a key may do. */
export function EditModal({ of, onClose }: { of: Key | null; onClose: () => void }) {
  const { t } = useI18n();
  const { done } = useNotify();
  return (
    <Dialog opened={of !== null} onClose={onClose} title={of && t('keys.editTitle', { name: of.name })} size="lg">
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
    </Dialog>
  );
}
