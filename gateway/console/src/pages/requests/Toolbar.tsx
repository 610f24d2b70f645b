import { useEffect, useState } from 'react';
import { useFormat } from '../../format/format';
import { useI18n } from '../../i18n';
import { Choice } from '../../ui/Choice';
import { SearchField } from '../../ui/SearchField';
import { FilterBar } from '../../usage/FilterBar';
import { filterNames } from '../../usage/filters';
import { isIdBeginning, type RequestsSearch } from './search';

const durations = [500, 1_000, 2_000, 5_000, 10_000, 30_000];

/** What narrows the calls, besides the range. */
export function Toolbar(props: { search: RequestsSearch; onChange: (search: RequestsSearch) => void }) {
  const { t } = useI18n();
  const format = useFormat();
  const { search, onChange } = props;
  const [id, setId] = useState(search.id ?? '');
  useEffect(() => setId(search.id ?? ''), [search.id]);
  const filters = Object.fromEntries(filterNames.map((name) => [name, search[name]]));
  return (
    <FilterBar
      value={filters}
      onChange={(value) =>
        onChange({ ...search, ...Object.fromEntries(filterNames.map((name) => [name, value[name]])) })
      }
    >
      <SearchField
        label={t('requests.searchId')}
        width={190}
        value={id}
        onChange={(text) => {
          setId(text);
          if (text === '' || isIdBeginning(text)) onChange({ ...search, id: text || undefined });
        }}
      />
      <Choice
        w={170}
        aria-label={t('requests.slowerThan')}
        value={search.min_duration ? String(search.min_duration) : ''}
        onChange={(value) => onChange({ ...search, min_duration: Number(value) || undefined })}
        data={[
          { value: '', label: t('requests.anyDuration') },
          ...durations.map((value) => ({
            value: String(value),
            label: t('requests.slowerThanValue', { value: format.duration(value) }),
          })),
        ]}
      />
    </FilterBar>
  );
}
