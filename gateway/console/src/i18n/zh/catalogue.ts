import type { catalogue as english } from '../en/catalogue';
import type { Translated } from '../messages';

export const catalogue: Translated<typeof english> = {
  title: '模型与目录对照',
  lead: '此版本附带的模型与价格目录。未配置的内容以目录为准。',
  model: '模型',
  said: '差异',
  unknown: '不在目录中',
  unpriced: '价格未知：其调用没有费用',
  type: '类型：{configured}，目录为 {known}',
  contextWindow: '上下文窗口：{configured}，目录为 {known}',
  maxOutputTokens: '最大输出：{configured}，目录为 {known}',
  capabilities: '能力：{configured}；目录为 {known}',
  same: '没有差异',
  sameHint: '已对照 {compared:# 个模型}：均已收录、有价格，且配置与目录一致。',
  compared: '{shown} / {compared:# 个模型}',
  leave: '让 {count:# 个模型} 以目录为准',
  left: '{count:# 个模型} 已以目录为准',
};
