/** A trend without axes; decoration beside the figure that says it. */
export function Sparkline({
  values,
  color = 'var(--hub-accent)',
}: {
  values: readonly (number | null)[];
  color?: string;
}) {
  const width = 120;
  const height = 28;
  const known = values.map((value) => value ?? 0);
  const most = Math.max(...known, 0);
  if (known.length < 2 || most === 0) return <svg width="100%" height={height} aria-hidden="true" />;
  const points = known.map((value, index) => {
    const x = (index / (known.length - 1)) * width;
    const y = height - 2 - (value / most) * (height - 5);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg width="100%" height={height} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <polygon points={`0,${height} ${points.join(' ')} ${width},${height}`} fill={color} opacity="0.1" />
      <polyline
        points={points.join(' ')}
        fill="none"
        stroke={color}
        strokeWidth="1.5"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
