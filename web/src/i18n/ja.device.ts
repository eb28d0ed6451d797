import type device from './en.device.ts';
import type { Entry } from './en.ts';

/** Japanese: notifications, installing, sharing, letting a device in. */
const texts: Record<keyof typeof device, Entry> = {
  'settings.notifications': '通知',

  'notify.text': 'Teahouse を閉じているときや背後にあるときも、新着メッセージをお知らせします。',
  'notify.here': 'この端末で通知する',
  'notify.here_hint': 'ミュート中の会話やほかの端末で読んだメッセージは通知されません',
  'notify.previews': 'メッセージの内容を表示',
  'notify.previews_hint': 'オフにすると、送信者だけが表示されます',
  'notify.test': 'テスト通知を送る',
  'notify.tested': 'テスト通知を送信しました。',
  'notify.unsupported': 'このブラウザーでは通知を表示できません。安全な接続（https）で、最新の Chrome、Edge、Firefox、Safari をお使いください。',
  'notify.install_first': 'この端末では、先に Teahouse をホーム画面に追加する必要があります。共有メニューから「ホーム画面に追加」を選んでください。',
  'notify.denied': 'ブラウザーがこのサイトの通知をブロックしています。アドレスバー横のサイト設定で許可してから、オンにしてください。',
  'notify.not_asked': '変更されていません。ブラウザーで通知を許可してください。',
  'notify.no_service': 'このブラウザーではプッシュ通知を利用できません（プライベートウィンドウなど）。タブを開いている間は通知されます。',
  'notify.others': { other: 'ほかに{count}台の端末にも通知されます。' },

  'install.title': 'アプリとして使う',
  'install.text': 'Teahouse をアプリとしてインストールできます。専用ウィンドウや未読バッジに加え、スマートフォンの共有メニューにも表示されます。',
  'install.by_menu': '多くのブラウザーでは、メニューの「インストール」または「ホーム画面に追加」から Teahouse をインストールできます。',
  'install.done': 'この端末には Teahouse がインストールされています。',
  'install.install': 'インストール',

  'update.ready': '新しいバージョンがあります。',
  'update.reload': '再読み込み',

  'share.title': '共有先',
  'share.nothing_title': '共有するものがありません',
  'share.nothing_text': '共有されたものはすでに送信済みか、空です。元のアプリからもう一度共有してください。',

  'pair.with_phone': 'スマートフォンでログイン',
  'pair.with_password': 'パスワードでログイン',
  'pair.text': 'ログイン済みの端末で「新規」→「スキャン」を選び、このコードを読み取ってください。',
  'pair.code': 'この端末にログインするためのコード',
  'pair.waiting': 'ほかの端末を待っています…',
  'pair.ended': 'このコードは期限切れです。',
  'pair.refused': 'ほかの端末で拒否されました。',
  'pair.again': '新しいコード',
  'pair.title': '新しい端末でログイン',
  'pair.ask': '{device} があなたのアカウントの使用を求めています',
  'pair.here': 'この端末と同じネットワークにあります（{address}）。',
  'pair.elsewhere': 'この端末とは別のネットワークにあります：{address}',
  'pair.warning': 'すべてのメッセージの閲覧と送信ができるようになります。目の前の端末にこのコードが表示されている場合だけ続けてください。',
  'pair.allow': 'ログインを許可',
  'pair.deny': '拒否',
  'pair.allowed': '新しい端末がログインしました。',
  'pair.denied': '端末を拒否しました。',
  'pair.void_title': 'このコードは無効です',
  'pair.void_text': '期限切れか使用済みです。新しい端末で別のコードを表示してください。',
};

export default texts;
