import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNotify } from './notify';

/** Saves what a page shows as a file. */
export function ExportButton({ label, save }: { label: string; save: () => Promise<void> }) {
  const { failed } = useNotify();
  const saving = useMutation({ mutationFn: save, onError: failed });
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={15} aria-hidden />}
      loading={saving.isPending}
      onClick={() => saving.mutate()}
    >
      {label}
    </Button>
  );
}
