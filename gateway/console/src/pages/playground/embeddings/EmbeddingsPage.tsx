import { ActionIcon, Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useFormat } from '../../../format/format';
import { useI18n } from '../../../i18n';
import { Empty } from '../../../ui/Empty';
import { QuietTrace } from '../../../ui/illustrations';
import { Panel } from '../../../ui/Panel';
import { useWire } from '../access/wire';
import { useStore } from '../createStore';
import { historyQuery } from '../history/browserHistory';
import { ModelSelect } from '../models/ModelSelect';
import type { ListedModel } from '../models/models';
import { NumberField } from '../NumberField';
import { FailureNote } from '../wire/FailureNote';
import classes from './Embeddings.module.css';
import { type Comparison, compareTexts, embeddings, MAX_TEXTS, textsOf } from './embeddings';
import { Matrix } from './Matrix';
import { closestPair, similarities } from './similarity';

/** How alike texts are. */
export function EmbeddingsPage({ models }: { models: ListedModel[] }) {
  const { t } = useI18n();
  const wire = useWire();
  const client = useQueryClient();
  const { model, texts, dimensions, running, failure, comparison } = useStore(embeddings);
  const first = models[0]?.id ?? '';
  useEffect(() => {
    if (model === '' && first !== '') embeddings.set({ model: first });
  }, [model, first]);
  const ready = textsOf(texts).length >= 2 && model !== '' && !running;
  const compare = async () => {
    await compareTexts(wire);
    await client.invalidateQueries({ queryKey: historyQuery.queryKey });
  };
  return (
    <div className={classes.page}>
      <Panel title={t('playground.texts')}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (ready) void compare();
          }}
        >
          <Stack gap="sm">
            <Texts texts={texts} />
            <Group grow align="flex-start">
              <ModelSelect
                models={models}
                value={model}
                onChange={(picked) => embeddings.set({ model: picked })}
                label={t('playground.model')}
              />
              <NumberField
                aria-label={t('playground.dimensions')}
                placeholder={t('playground.dimensions')}
                min={1}
                allowDecimal={false}
                value={dimensions}
                onChange={(asked) => embeddings.set({ dimensions: asked })}
              />
            </Group>
            <Button type="submit" loading={running} disabled={!ready}>
              {t('playground.compare')}
            </Button>
          </Stack>
        </form>
      </Panel>
      <Panel title={t('playground.similarity')} lead={t('playground.similarityHint')}>
        {failure !== null && <FailureNote failure={failure} onRetry={() => void compare()} />}
        {comparison !== null && <Result comparison={comparison} />}
        {comparison === null && failure === null && (
          <Empty
            drawing={<QuietTrace />}
            title={t('playground.noComparison')}
            hint={t('playground.noComparisonHint')}
          />
        )}
      </Panel>
    </div>
  );
}

function Texts({ texts }: { texts: string[] }) {
  const { t } = useI18n();
  const set = (at: number, text: string) =>
    embeddings.set({ texts: texts.map((one, index) => (index === at ? text : one)) });
  return (
    <Stack gap="xs">
      {texts.map((text, at) => (
        <Group key={at} gap={4} wrap="nowrap" align="flex-start">
          <Text size="sm" c="dimmed" w={20} mt={7} className="tabular" aria-hidden>
            {at + 1}
          </Text>
          <Textarea
            aria-label={t('playground.textNumber', { number: at + 1 })}
            autosize
            minRows={1}
            maxRows={6}
            value={text}
            onChange={(event) => set(at, event.currentTarget.value)}
            style={{ flex: 1 }}
          />
          <ActionIcon
            size={34}
            disabled={texts.length <= 2}
            onClick={() => embeddings.set({ texts: texts.filter((_, index) => index !== at) })}
            aria-label={t('playground.removeText', { number: at + 1 })}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        leftSection={<IconPlus size={14} aria-hidden />}
        disabled={texts.length >= MAX_TEXTS}
        onClick={() => embeddings.set({ texts: [...texts, ''] })}
        style={{ alignSelf: 'flex-start' }}
      >
        {t('playground.addText')}
      </Button>
    </Stack>
  );
}

function Result({ comparison }: { comparison: Comparison }) {
  const { t } = useI18n();
  const format = useFormat();
  const matrix = similarities(comparison.vectors);
  const pair = closestPair(matrix);
  const size = comparison.vectors[0]?.length ?? 0;
  const facts = [
    comparison.model,
    t('playground.dimensionsCount', { count: size }),
    format.duration(comparison.latencyMs),
    comparison.tokens === null
      ? t('playground.tokensUnknown')
      : t('playground.tokensCount', { count: comparison.tokens }),
    comparison.cost === null ? t('playground.costUnknown') : format.money(comparison.cost),
  ];
  return (
    <Stack gap="sm">
      {pair !== null && <Text>{t('playground.closest', { first: pair[0] + 1, second: pair[1] + 1 })}</Text>}
      <Matrix texts={comparison.texts} matrix={matrix} />
      <Text size="xs" c="dimmed" className="tabular">
        {facts.join(' · ')}
      </Text>
    </Stack>
  );
}
