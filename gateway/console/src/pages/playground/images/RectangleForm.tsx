import { Button, Group, NumberInput, Popover } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type PlainKey, useI18n } from '../../../i18n';
import { images } from './images';
import { draw } from './mask';

const FIELDS = ['left', 'top', 'width', 'height'] as const;
type Field = (typeof FIELDS)[number];

const LABELS: Readonly<Record<Field, PlainKey>> = {
  left: 'playground.areaLeft',
  top: 'playground.areaTop',
  width: 'playground.areaWidth',
  height: 'playground.areaHeight',
};

/** Marks an area by numbers, for those who do not draw. */
export function RectangleForm({ size }: { size: { width: number; height: number } }) {
  const { t } = useI18n();
  const [opened, setOpened] = useState(false);
  const [area, setArea] = useState<Record<Field, number>>({ left: 25, top: 25, width: 50, height: 50 });
  const mark = (event: FormEvent) => {
    event.preventDefault();
    const rectangle = {
      x: (area.left / 100) * size.width,
      y: (area.top / 100) * size.height,
      width: (area.width / 100) * size.width,
      height: (area.height / 100) * size.height,
    };
    images.set({ mask: draw(images.get().mask, { kind: 'rectangle', tool: 'brush', rectangle }) });
    setOpened(false);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="top-end" shadow="md" trapFocus>
      <Popover.Target>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setOpened(true)}>
          {t('playground.markByNumbers')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('playground.markByNumbers')}>
        <form onSubmit={mark}>
          <Group gap="xs" align="flex-end">
            {FIELDS.map((field) => (
              <NumberInput
                key={field}
                w={84}
                size="xs"
                label={t(LABELS[field])}
                min={0}
                max={100}
                suffix="%"
                value={area[field]}
                onChange={(value) => setArea({ ...area, [field]: typeof value === 'number' ? value : 0 })}
              />
            ))}
            <Button size="xs" type="submit">
              {t('playground.markArea')}
            </Button>
          </Group>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
