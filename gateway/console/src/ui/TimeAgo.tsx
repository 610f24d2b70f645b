import { useEffect, useState } from 'react';
import { useFormat } from '../format/format';

function useNow(every: number): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

/** How long ago or ahead, with the exact time on hover. */
export function TimeAgo({ time }: { time: string }) {
  const format = useFormat();
  const now = useNow(20_000);
  return (
    <time dateTime={time} title={format.dateTime(time)} className="nowrap">
      {format.relative(time, now)}
    </time>
  );
}
