import type { en } from '../en';
import type { Translated } from '../messages';

export const overview: Translated<typeof en.overview> = {
  title: '总览',
  lead: '流经 Hub 的一切。',
  volume: '请求数随时间变化',
  tokens: 'Token 数随时间变化',
  latency: '延迟随时间变化',
  spend: '费用随时间变化',
  topModels: '模型',
  topKeys: 'API 密钥',
  topProviders: '提供商',
  latest: '最新请求',
  allRequests: '全部请求',
  explore: '深入分析',
  startTitle: '配置您的 Hub',
  startHint: '已完成 {done} / {all} 步。发送第一个请求只需几分钟。',
  startContinue: '继续',
  startBegin: '开始',
  noCalls: '暂无调用',
  noCallsHint: '调用结束后两秒内即会显示在这里。',
};
