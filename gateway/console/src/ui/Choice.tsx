import { NativeSelect } from '@mantine/core';

/** One of a few, in a toolbar: the browser's own control, which is light and at home on a phone. */
export function Choice(props: {
  'aria-label': string;
  data: { value: string; label: string }[];
  value: string;
  onChange: (value: string) => void;
  w?: number;
}) {
  const { onChange, ...rest } = props;
  return <NativeSelect {...rest} maw="100%" onChange={(event) => onChange(event.currentTarget.value)} />;
}
