import { ActionIcon, Anchor, Group, Skeleton, Text, Tooltip } from '@mantine/core';
import { IconDownload, IconExternalLink, IconPhotoEdit } from '@tabler/icons-react';
import { useFormat } from '../../../format/format';
import { useI18n } from '../../../i18n';
import { downloadUrl } from '../download';
import classes from './Images.module.css';
import { editPicture, fileNameOf, type ImageRun } from './images';
import type { Picture } from './request';

/** What was made, newest first. */
export function Gallery({ runs, running }: { runs: ImageRun[]; running: boolean }) {
  const { t } = useI18n();
  return (
    <div aria-busy={running} className={classes.gallery}>
      {running && (
        <div className={classes.pictures}>
          <Skeleton className={classes.coming} radius="md" />
          <span className="visually-hidden" role="status">
            {t('playground.making')}
          </span>
        </div>
      )}
      {runs.map((run) => (
        <RunView key={run.id} run={run} />
      ))}
    </div>
  );
}

function RunView({ run }: { run: ImageRun }) {
  const { t } = useI18n();
  const format = useFormat();
  const { answer, request } = run;
  const tokens = answer.outputTokens;
  const facts = [
    request.model,
    format.duration(run.latencyMs),
    ...(tokens === null ? [] : [t('playground.tokensCount', { count: (answer.inputTokens ?? 0) + tokens })]),
    run.cost === null ? t('playground.costUnknown') : format.money(run.cost),
  ];
  return (
    <section className={classes.run} aria-label={request.prompt}>
      <Text fw={550}>{request.prompt}</Text>
      <Text size="xs" c="dimmed" className="tabular">
        {run.kind === 'edit' && `${t('playground.edited')} · `}
        {facts.join(' · ')}
      </Text>
      {answer.pictures.length === 0 && <Text c="dimmed">{t('playground.noPictureCame')}</Text>}
      <div className={classes.pictures}>
        {answer.pictures.map((picture, at) => (
          <PictureView key={at} picture={picture} prompt={request.prompt} name={fileNameOf(run, at)} />
        ))}
      </div>
    </section>
  );
}

function PictureView({ picture, prompt, name }: { picture: Picture; prompt: string; name: string }) {
  const { t } = useI18n();
  if (picture.remote) {
    return (
      <p className={classes.remote}>
        <Anchor href={picture.url} target="_blank" rel="noopener noreferrer">
          <IconExternalLink size={15} aria-hidden /> {t('playground.openPicture')}
        </Anchor>
        <Text size="xs" c="dimmed">
          {t('playground.remotePicture')}
        </Text>
      </p>
    );
  }
  return (
    <figure className={classes.picture}>
      <img src={picture.url} alt={picture.revisedPrompt ?? prompt} />
      <Group gap={4} className={classes.pictureActions}>
        <Tooltip label={t('playground.download')}>
          <ActionIcon
            variant="default"
            size={30}
            onClick={() => downloadUrl(picture.url, name)}
            aria-label={t('playground.downloadWhat', { name })}
          >
            <IconDownload size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('playground.editThis')}>
          <ActionIcon
            variant="default"
            size={30}
            onClick={() => editPicture({ name, url: picture.url })}
            aria-label={t('playground.editWhat', { name })}
          >
            <IconPhotoEdit size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Group>
      {picture.revisedPrompt !== null && <figcaption>{picture.revisedPrompt}</figcaption>}
    </figure>
  );
}
