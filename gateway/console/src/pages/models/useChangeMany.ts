import { useState } from 'react';
import { useChangeModel } from '../../api/models';
import type { Model } from '../../api/types';
import { useI18n } from '../../i18n';
import { useNotify } from '../../ui/notify';

/** Turns many models on or off, one after the other; stops at the first refusal. */
export function useChangeMany() {
  const { t } = useI18n();
  const { done, failed } = useNotify();
  const change = useChangeModel();
  const [progress, setProgress] = useState<{ done: number; all: number } | null>(null);
  const run = async (models: readonly Model[], enabled: boolean) => {
    const wanted = models.filter((model) => model.enabled !== enabled);
    let changed = 0;
    try {
      for (const model of wanted) {
        setProgress({ done: changed, all: wanted.length });
        await change.mutateAsync({ model, change: { enabled } });
        changed += 1;
      }
      done(t('models.changed', { count: changed }));
    } catch (error) {
      failed(error instanceof Error ? error : new Error(String(error)));
      if (changed > 0) done(t('models.changedPartly', { done: changed, all: wanted.length }));
    } finally {
      setProgress(null);
    }
  };
  return { progress, run };
}
