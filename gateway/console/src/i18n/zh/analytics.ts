import type { en } from '../en';
import type { Translated } from '../messages';

export const analytics: Translated<typeof en.analytics> = {
  title: '分析',
  lead: '任意维度的用量、费用与延迟。每个数字都可追溯到背后的调用。',
  metric: '指标',
  groupBy: '分组',
  then: '再按',
  noGroup: '不分组',
  interval: '间隔',
  intervalAuto: '自动（{interval}）',
  byTime: '按时间',
  by: '按{name}',
  time: '时间',
  export: '导出 CSV',
  callsBehind: '{name} 的{figure}：查看相关调用',
  orderBy: '按{name}排序',
};
