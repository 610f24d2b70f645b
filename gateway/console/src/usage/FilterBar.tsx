/** Filters as chips: each is a dimension with the values that are let through. */
import { Button, CloseButton, Menu, Popover, Skeleton, UnstyledButton } from '@mantine/core';
import { IconFilterPlus } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useI18n } from '../i18n';
import classes from './FilterBar.module.css';
import { type FilterName, type FilterSearch, filterNames } from './filters';
import { useNames } from './names';
import { type Choice, useFilterOptions } from './useFilterOptions';

const Choices = lazy(() => import('./Choices'));

function Chip(props: {
  name: FilterName;
  chosen: string[];
  choices: Choice[];
  opened: boolean;
  onOpen: (opened: boolean) => void;
  onChange: (chosen: string[] | undefined) => void;
}) {
  const { t } = useI18n();
  const names = useNames();
  const label = names.dimension(props.name);
  const labelOf = (value: string) => props.choices.find((choice) => choice.value === value)?.label ?? value;
  const shown = props.chosen.length > 2 ? String(props.chosen.length) : props.chosen.map(labelOf).join(', ');
  return (
    <Popover opened={props.opened} onChange={props.onOpen} position="bottom-start" width={280} shadow="md" trapFocus>
      <span className={classes.chip}>
        <Popover.Target>
          <UnstyledButton className={classes.open} onClick={() => props.onOpen(!props.opened)}>
            <span className={classes.name}>{label}</span>
            {shown && <span className={classes.values}>{shown}</span>}
          </UnstyledButton>
        </Popover.Target>
        <CloseButton
          size="xs"
          aria-label={t('metrics.removeFilter', { name: label })}
          onClick={() => props.onChange(undefined)}
        />
      </span>
      <Popover.Dropdown p="xs" aria-label={t('metrics.filterBy', { name: label })}>
        <Suspense fallback={<Skeleton height={120} />}>
          <Choices name={label} choices={props.choices} chosen={props.chosen} onChange={props.onChange} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}

/** The bar; `children` are further filters of the page. */
export function FilterBar(props: {
  value: FilterSearch;
  onChange: (value: FilterSearch) => void;
  children?: ReactNode;
}) {
  const { t } = useI18n();
  const names = useNames();
  const options = useFilterOptions();
  const [open, setOpen] = useState<FilterName | null>(null);
  const shown = filterNames.filter((name) => props.value[name] || name === open);
  const absent = filterNames.filter((name) => !shown.includes(name));
  const set = (name: FilterName, chosen: string[] | undefined) => {
    if (chosen === undefined) setOpen(null);
    props.onChange({ ...props.value, [name]: chosen?.length ? chosen : undefined });
  };
  return (
    <div className={classes.bar}>
      {shown.map((name) => (
        <Chip
          key={name}
          name={name}
          chosen={props.value[name] ?? []}
          choices={options[name]}
          opened={open === name}
          onOpen={(opened) => setOpen(opened ? name : null)}
          onChange={(chosen) => set(name, chosen)}
        />
      ))}
      {props.children}
      {absent.length > 0 && (
        <Menu position="bottom-start" returnFocus={false}>
          <Menu.Target>
            <Button variant="default" size="xs" leftSection={<IconFilterPlus size={14} aria-hidden />}>
              {t('metrics.addFilter')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {absent.map((name) => (
              <Menu.Item key={name} onClick={() => setOpen(name)}>
                {names.dimension(name)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {shown.some((name) => props.value[name]) && (
        <Button variant="subtle" color="gray" size="xs" onClick={() => props.onChange({})}>
          {t('common.clearFilters')}
        </Button>
      )}
    </div>
  );
}
