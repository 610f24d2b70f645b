import type { en } from '../en';
import type { Translated } from '../messages';

export const signIn: Translated<typeof en.signIn> = {
  title: '登录您的 Hub',
  lead: '一个网关，连接所有 AI 提供商。',
  label: '管理员令牌',
  placeholder: '粘贴令牌',
  hint: 'Hub 首次启动时会打印令牌，并将其保存在启动目录下的 {file} 中。',
  submit: '登录',
  show: '显示令牌',
  wrong: 'Hub 不认识此令牌。请复制 .hub/admin.token 的整行内容，或设置 HUB_ADMIN_TOKEN 后重启 Hub。',
  forbidden: '此密钥可以调用模型，但不能管理 Hub。请使用管理员令牌，或权限范围包含“manage”的密钥登录。',
  tooMany: '尝试次数过多。请等待一分钟后重试。',
  empty: '请先粘贴令牌。',
};
