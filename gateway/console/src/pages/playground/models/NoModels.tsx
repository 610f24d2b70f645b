import { Button, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useI18n } from '../../../i18n';
import { Empty } from '../../../ui/Empty';
import { Shelf } from '../../../ui/illustrations';
import { PageSkeleton } from '../../../ui/Skeletons';
import { FailureNote } from '../wire/FailureNote';
import { failureOf } from '../wire/failure';
import { type ListedModel, useListedModels } from './models';

const HINTS = {
  chat: 'playground.noChatModels',
  embedding: 'playground.noEmbeddingModels',
  image: 'playground.noImageModels',
} as const;

/** The content once there are models of the type; else why not, and what to do. */
export function WithModels(props: {
  type: 'chat' | 'embedding' | 'image';
  children: (models: ListedModel[]) => ReactNode;
}) {
  const { t } = useI18n();
  const { models, query } = useListedModels(props.type);
  if (query.isError) {
    return (
      <Stack maw={560} mx="auto" py="xl">
        <FailureNote failure={failureOf(query.error)} onRetry={() => void query.refetch()} />
      </Stack>
    );
  }
  if (models === undefined) return <PageSkeleton />;
  if (models.length > 0) return props.children(models);
  return (
    <>
      <h2 className="visually-hidden">{t('playground.model')}</h2>
      <Empty drawing={<Shelf />} title={t('playground.noModels')} hint={t(HINTS[props.type])}>
        <Button renderRoot={(link) => <Link to="/models" {...link} />}>{t('playground.toModels')}</Button>
        <Button variant="default" renderRoot={(link) => <Link to="/providers" {...link} />}>
          {t('playground.toProviders')}
        </Button>
      </Empty>
    </>
  );
}
