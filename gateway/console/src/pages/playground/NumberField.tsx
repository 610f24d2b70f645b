import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useEffect, useState } from 'react';

/** A number that may be unset. While it is being typed (`0.`, `-`) it is text, which would not survive being a number. */
export function NumberField({
  value,
  onChange,
  ...rest
}: Omit<NumberInputProps, 'value' | 'onChange'> & {
  value: number | null;
  onChange: (value: number | null) => void;
}) {
  const [typed, setTyped] = useState<number | string>(value ?? '');
  useEffect(() => {
    setTyped((before) => (numberOf(before) === value ? before : (value ?? '')));
  }, [value]);
  return (
    <NumberInput
      value={typed}
      onChange={(next) => {
        setTyped(next);
        onChange(numberOf(next));
      }}
      {...rest}
    />
  );
}

function numberOf(typed: number | string): number | null {
  const number = typeof typed === 'number' ? typed : typed.trim() === '' ? Number.NaN : Number(typed);
  return Number.isFinite(number) ? number : null;
}
