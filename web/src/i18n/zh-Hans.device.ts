import type device from './en.device.ts';
import type { Entry } from './en.ts';

/** Simplified Chinese: notifications, installing, sharing, letting a device in. */
const texts: Record<keyof typeof device, Entry> = {
  'settings.notifications': '通知',

  'notify.text': '即使 Teahouse 已关闭或在后台，也能收到新消息通知。',
  'notify.here': '在此设备上通知',
  'notify.here_hint': '免打扰的会话和已在别处读过的消息不会打扰你',
  'notify.previews': '显示消息内容',
  'notify.previews_hint': '关闭后只显示是谁发来的',
  'notify.test': '发送测试通知',
  'notify.tested': '测试通知已发出。',
  'notify.unsupported': '此浏览器无法显示通知。请在安全连接（https）下使用新版 Chrome、Edge、Firefox 或 Safari。',
  'notify.install_first': '在此设备上需要先将 Teahouse 添加到主屏幕：打开分享菜单，选择“添加到主屏幕”。',
  'notify.denied': '浏览器已阻止本站通知。请在地址栏旁的网站设置中允许通知，然后再打开此开关。',
  'notify.not_asked': '未作更改：需要你在浏览器中允许通知。',
  'notify.no_service': '此浏览器无法提供推送服务（无痕窗口和部分浏览器没有）。只要标签页开着，仍会通知你。',
  'notify.others': { other: '另有 {count} 台设备也会收到通知。' },

  'install.title': '作为应用',
  'install.text': '可将 Teahouse 安装为应用：独立窗口、未读角标，并出现在手机的分享菜单中。',
  'install.by_menu': '大多数浏览器可从菜单安装 Teahouse：请查找“安装”或“添加到主屏幕”。',
  'install.done': 'Teahouse 已安装在此设备上。',
  'install.install': '安装',

  'update.ready': '有新版本可用。',
  'update.reload': '重新加载',

  'share.title': '分享给',
  'share.nothing_title': '没有可分享的内容',
  'share.nothing_text': '内容已经发出或为空。请在另一个应用中重新分享。',

  'pair.with_phone': '用手机登录',
  'pair.with_password': '用密码登录',
  'pair.text': '在已登录的设备上选择“新建”→“扫一扫”，扫描此二维码。',
  'pair.code': '用于登录此设备的二维码',
  'pair.waiting': '正在等待另一台设备确认…',
  'pair.ended': '此二维码已过期。',
  'pair.refused': '另一台设备已拒绝。',
  'pair.again': '换一个二维码',
  'pair.title': '在新设备上登录',
  'pair.ask': '{device} 请求使用你的账号',
  'pair.here': '它与此设备在同一网络（{address}）。',
  'pair.elsewhere': '它与此设备不在同一网络：{address}。',
  'pair.warning': '它将能读取和发送你的所有消息。只有当二维码就显示在你面前的设备上时，才继续。',
  'pair.allow': '允许登录',
  'pair.deny': '拒绝',
  'pair.allowed': '新设备已登录。',
  'pair.denied': '已拒绝该设备。',
  'pair.void_title': '此二维码无效',
  'pair.void_text': '它已过期或已被使用。请在新设备上显示新的二维码。',
};

export default texts;
