import { useState } from 'react';
import { useChangeModel } from '../../api/models';
import type { Model } from '../../api/types';
import { useI18n } from '../../i18n';
import { useExplain } from '../../ui/Failures';
import { useNotify } from '../../ui/notify';
import { changeAll } from './changeMany';

/** Turns the models that `read` finds on or off, a few at a time; says how many were refused, and why the first of them. */
export function useChangeMany() {
  const { t } = useI18n();
  const explain = useExplain();
  const { done, failed } = useNotify();
  const change = useChangeModel();
  const [progress, setProgress] = useState<{ done: number; all: number } | null>(null);
  const run = async (read: () => Promise<readonly Model[]>, enabled: boolean) => {
    setProgress({ done: 0, all: 0 });
    const models = await read().catch((error: Error) => error);
    if (models instanceof Error) {
      setProgress(null);
      return failed(models);
    }
    const wanted = models.filter((model) => model.enabled !== enabled);
    const tell = (changed: number) => setProgress({ done: changed, all: wanted.length });
    tell(0);
    const changed = await changeAll(wanted, (model) => change.mutateAsync({ model, change: { enabled } }), tell);
    setProgress(null);
    const [first] = changed.refused;
    if (!first) return done(t('models.changed', { count: changed.done }));
    const counts = { done: changed.done, all: wanted.length, reason: explain(first) };
    return failed(new Error(t('models.changedPartly', counts)));
  };
  return { progress, run };
}
