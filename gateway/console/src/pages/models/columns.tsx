import { Group, Menu } from '@mantine/core';
import { IconChartHistogram, IconMessageCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useChangeModel } from '../../api/models';
import type { Model, Price } from '../../api/types';
import { useFormat } from '../../format/format';
import { useI18n } from '../../i18n';
import { CopyIcon } from '../../ui/CopyText';
import { type Column, openerClass, secondLineClass } from '../../ui/DataTable';
import { EnabledSwitch } from '../../ui/EnabledSwitch';
import { EditItem, RemoveItem, RowMenu } from '../../ui/RowMenu';
import { Tag } from '../../ui/Status';
import { typeLabels } from './labels';

function ModelSwitch({ model }: { model: Model }) {
  const { t } = useI18n();
  const change = useChangeModel();
  return (
    <EnabledSwitch
      label={t('models.switch', { name: model.id })}
      enabled={model.enabled}
      save={(enabled) => change.mutateAsync({ model, change: { enabled } })}
    />
  );
}

function ModelMenu({ model, onEdit, onRemove }: { model: Model; onEdit: () => void; onRemove: () => void }) {
  const { t } = useI18n();
  return (
    <RowMenu of={model.id}>
      <EditItem onClick={onEdit} />
      <Menu.Item
        leftSection={<IconMessageCircle size={15} />}
        renderRoot={(props) => <Link to="/playground" search={{ model: model.id } as never} {...props} />}
      >
        {t('models.try')}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconChartHistogram size={15} />}
        renderRoot={(props) => <Link to="/analytics" search={{ model: [model.id] }} {...props} />}
      >
        {t('models.usage')}
      </Menu.Item>
      <RemoveItem onClick={onRemove} />
    </RowMenu>
  );
}

/** What a million tokens of prompt and of answer cost. */
function PerMillion({ price }: { price: Price | undefined }) {
  const { t } = useI18n();
  const format = useFormat();
  const rates = price?.cost?.rates;
  if (!rates) return <span title={t('models.noPrice')}>–</span>;
  const shown = (rate: string | undefined) => (rate === undefined ? '–' : format.moneyShort(rate));
  return (
    <>
      {shown(rates.input_uncached)} / {shown(rates.output_text)}
    </>
  );
}

/** The columns of the table of models. What is not configured is as the catalogue has it. */
export function useModelColumns(
  prices: ReadonlyMap<string, Price>,
  edit: (model: Model) => void,
  remove: (model: Model) => void,
): Column<Model>[] {
  const { t } = useI18n();
  const format = useFormat();
  const count = (value: number | null | undefined) => (value ? format.compact(value) : '–');
  return [
    {
      id: 'model',
      title: t('models.model'),
      cell: (row) => (
        <Group gap={4} wrap="nowrap">
          <span style={{ minWidth: 0 }}>
            <button type="button" className={openerClass} onClick={() => edit(row)} title={row.id}>
              {row.model}
            </button>
            <span className={secondLineClass}>{row.provider}</span>
          </span>
          <CopyIcon value={row.id} what={row.id} />
        </Group>
      ),
    },
    { id: 'type', title: t('models.type'), width: 110, from: 'sm', cell: (row) => t(typeLabels[row.type]) },
    {
      id: 'capabilities',
      title: t('models.capabilities'),
      from: 'lg',
      cell: (row) => (
        <Group gap={4}>
          {(row.capabilities.length > 0 ? row.capabilities : (row.catalogued?.capabilities ?? [])).map((each) => (
            <Tag key={each}>{each}</Tag>
          ))}
        </Group>
      ),
    },
    {
      id: 'context',
      title: t('models.context'),
      figure: true,
      width: 140,
      from: 'sm',
      cell: (row) => {
        const tokens = row.context_window ?? row.catalogued?.context_window;
        return <span title={tokens ? format.number(tokens) : undefined}>{count(tokens)}</span>;
      },
    },
    {
      id: 'output',
      title: t('models.output'),
      figure: true,
      width: 120,
      from: 'md',
      cell: (row) => count(row.max_output_tokens ?? row.catalogued?.max_output_tokens),
    },
    {
      id: 'price',
      title: t('models.price'),
      figure: true,
      width: 170,
      from: 'md',
      cell: (row) => <PerMillion price={prices.get(row.id)} />,
    },
    {
      id: 'actions',
      title: t('common.enabled'),
      figure: true,
      width: 120,
      cell: (row) => (
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          <ModelSwitch model={row} />
          <ModelMenu model={row} onEdit={() => edit(row)} onRemove={() => remove(row)} />
        </Group>
      ),
    },
  ];
}
