import type device from './en.device.ts';
import type { Entry } from './en.ts';

/** Traditional Chinese: notifications, installing, sharing, letting a device in. */
const texts: Record<keyof typeof device, Entry> = {
  'settings.notifications': '通知',

  'notify.text': '即使 Teahouse 已關閉或在背景執行，也能收到新訊息通知。',
  'notify.here': '在此裝置上通知',
  'notify.here_hint': '靜音的對話和已在別處讀過的訊息不會打擾你',
  'notify.previews': '顯示訊息內容',
  'notify.previews_hint': '關閉後只顯示是誰傳來的',
  'notify.test': '傳送測試通知',
  'notify.tested': '測試通知已送出。',
  'notify.unsupported': '此瀏覽器無法顯示通知。請在安全連線（https）下使用新版 Chrome、Edge、Firefox 或 Safari。',
  'notify.install_first': '在此裝置上需要先將 Teahouse 加入主畫面：開啟分享選單，選擇「加入主畫面」。',
  'notify.denied': '瀏覽器已封鎖本站通知。請在網址列旁的網站設定中允許通知，再開啟此開關。',
  'notify.not_asked': '未作變更：需要你在瀏覽器中允許通知。',
  'notify.no_service': '此瀏覽器無法提供推播服務（無痕視窗和部分瀏覽器沒有）。只要分頁開著，仍會通知你。',
  'notify.others': { other: '另有 {count} 部裝置也會收到通知。' },

  'install.title': '作為應用程式',
  'install.text': '可將 Teahouse 安裝為應用程式：獨立視窗、未讀標記，並出現在手機的分享選單中。',
  'install.by_menu': '大多數瀏覽器可從選單安裝 Teahouse：請尋找「安裝」或「加入主畫面」。',
  'install.done': 'Teahouse 已安裝在此裝置上。',
  'install.install': '安裝',

  'update.ready': '有新版本可用。',
  'update.reload': '重新載入',

  'share.title': '分享給',
  'share.nothing_title': '沒有可分享的內容',
  'share.nothing_text': '內容已經送出或為空。請在另一個應用程式中重新分享。',

  'pair.with_phone': '用手機登入',
  'pair.with_password': '用密碼登入',
  'pair.text': '在已登入的裝置上選擇「新增」→「掃描」，掃描此 QR 碼。',
  'pair.code': '用於登入此裝置的 QR 碼',
  'pair.waiting': '正在等待另一部裝置確認…',
  'pair.ended': '此 QR 碼已過期。',
  'pair.refused': '另一部裝置已拒絕。',
  'pair.again': '換一個 QR 碼',
  'pair.title': '在新裝置上登入',
  'pair.ask': '{device} 要求使用你的帳號',
  'pair.here': '它與此裝置在同一網路（{address}）。',
  'pair.elsewhere': '它與此裝置不在同一網路：{address}。',
  'pair.warning': '它將能讀取和傳送你的所有訊息。只有當 QR 碼就顯示在你面前的裝置上時，才繼續。',
  'pair.allow': '允許登入',
  'pair.deny': '拒絕',
  'pair.allowed': '新裝置已登入。',
  'pair.denied': '已拒絕該裝置。',
  'pair.void_title': '此 QR 碼無效',
  'pair.void_text': '它已過期或已被使用。請在新裝置上顯示新的 QR 碼。',
};

export default texts;
