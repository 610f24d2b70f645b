import { Autocomplete, Button, FileButton, Group, Select, SimpleGrid, Stack, Textarea } from '@mantine/core';
import { IconPhotoEdit, IconPlayerStopFilled } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type ClipboardEvent, type DragEvent, useEffect } from 'react';
import { useI18n } from '../../../i18n';
import { Empty } from '../../../ui/Empty';
import { Panel } from '../../../ui/Panel';
import { useWire } from '../access/wire';
import { dataUrl } from '../chat/attachment';
import { useStore } from '../createStore';
import { historyQuery } from '../history/browserHistory';
import { ModelSelect } from '../models/ModelSelect';
import type { ListedModel } from '../models/models';
import { NumberField } from '../NumberField';
import { FailureNote } from '../wire/FailureNote';
import { Easel } from './Easel';
import { Gallery } from './Gallery';
import classes from './Images.module.css';
import { editPicture, images, makeImages, stopImages } from './images';
import { MaskEditor } from './MaskEditor';
import type { ImageParameters } from './request';

const SIZES = ['auto', '1024x1024', '1536x1024', '1024x1536', '512x512', '256x256'];
const QUALITIES = ['auto', 'low', 'medium', 'high', 'standard', 'hd'];

/** Pictures made from words, and made anew where a mask marks them. */
export function ImagesPage({ models }: { models: ListedModel[] }) {
  const { t } = useI18n();
  const wire = useWire();
  const client = useQueryClient();
  const { model, prompt, source, running, failure, runs } = useStore(images);
  const first = models[0]?.id ?? '';
  useEffect(() => {
    if (model === '' && first !== '') images.set({ model: first });
  }, [model, first]);
  const ready = prompt.trim() !== '' && model !== '' && !running;
  const make = async () => {
    await makeImages(wire);
    await client.invalidateQueries({ queryKey: historyQuery.queryKey });
  };
  const takeFirst = (files: Iterable<File>) => {
    const file = [...files].find((one) => one.type.startsWith('image/'));
    if (file === undefined) return false;
    void dataUrl(file, file.type).then((url) => editPicture({ name: file.name, url }));
    return true;
  };
  return (
    <section
      className={classes.page}
      aria-label={t('playground.images')}
      onPaste={(event: ClipboardEvent) => takeFirst(event.clipboardData.files) && event.preventDefault()}
      onDragOver={(event: DragEvent) => event.preventDefault()}
      onDrop={(event: DragEvent) => {
        event.preventDefault();
        takeFirst(event.dataTransfer.files);
      }}
    >
      <h2 className="visually-hidden">{t('playground.images')}</h2>
      <Panel>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (ready) void make();
          }}
        >
          <Stack gap="sm">
            <ModelSelect
              models={models}
              value={model}
              onChange={(picked) => images.set({ model: picked })}
              label={t('playground.model')}
            />
            <Textarea
              label={source === null ? t('playground.imagePrompt') : t('playground.editPrompt')}
              placeholder={source === null ? t('playground.imagePlaceholder') : t('playground.editPlaceholder')}
              autosize
              minRows={4}
              maxRows={12}
              value={prompt}
              onChange={(event) => images.set({ prompt: event.currentTarget.value })}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
                event.preventDefault();
                if (ready) void make();
              }}
            />
            <Fields />
            <Group gap="xs" grow>
              {running ? (
                <Button
                  variant="default"
                  leftSection={<IconPlayerStopFilled size={15} aria-hidden />}
                  onClick={stopImages}
                >
                  {t('playground.stop')}
                </Button>
              ) : (
                <Button type="submit" disabled={!ready}>
                  {source === null ? t('playground.generate') : t('playground.applyEdit')}
                </Button>
              )}
              <FileButton accept="image/png,image/jpeg,image/webp" onChange={(file) => file && takeFirst([file])}>
                {(button) => (
                  <Button {...button} variant="default" leftSection={<IconPhotoEdit size={16} aria-hidden />}>
                    {t('playground.editPicture')}
                  </Button>
                )}
              </FileButton>
            </Group>
          </Stack>
        </form>
      </Panel>
      <Stack gap="md" miw={0}>
        {source !== null && <MaskEditor key={source.url} source={source} />}
        {failure !== null && <FailureNote failure={failure} onRetry={() => void make()} />}
        <Gallery runs={runs} running={running} />
        {runs.length === 0 && !running && failure === null && source === null && (
          <Panel>
            <Empty drawing={<Easel />} title={t('playground.noPictures')} hint={t('playground.noPicturesHint')} />
          </Panel>
        )}
      </Stack>
    </section>
  );
}

function Fields() {
  const { t } = useI18n();
  const { parameters } = useStore(images);
  const set = (change: Partial<ImageParameters>) =>
    images.set({ parameters: { ...images.get().parameters, ...change } });
  return (
    <SimpleGrid cols={2} spacing="sm" verticalSpacing="sm">
      <Autocomplete
        label={t('playground.size')}
        placeholder={t('playground.default')}
        data={SIZES}
        value={parameters.size ?? ''}
        onChange={(value) => set({ size: value === '' ? null : value })}
      />
      <Autocomplete
        label={t('playground.quality')}
        placeholder={t('playground.default')}
        data={QUALITIES}
        value={parameters.quality ?? ''}
        onChange={(value) => set({ quality: value === '' ? null : value })}
      />
      <NumberField
        label={t('playground.howMany')}
        placeholder={t('playground.default')}
        min={1}
        max={10}
        allowDecimal={false}
        value={parameters.n}
        onChange={(n) => set({ n })}
      />
      <Select
        label={t('playground.background')}
        placeholder={t('playground.default')}
        data={['auto', 'transparent', 'opaque']}
        value={parameters.background}
        onChange={(background) => set({ background })}
        clearable
        clearButtonProps={{ 'aria-label': t('common.clear') }}
      />
      <Select
        label={t('playground.responseFormat')}
        placeholder={t('playground.default')}
        data={['b64_json', 'url']}
        value={parameters.responseFormat}
        onChange={(picked) => set({ responseFormat: picked === 'b64_json' || picked === 'url' ? picked : null })}
        clearable
        clearButtonProps={{ 'aria-label': t('common.clear') }}
      />
    </SimpleGrid>
  );
}
