import type { Language } from '../i18n/languages.ts';

/** What a letter can be about beside words. */
const kinds = ['text', 'image', 'video', 'voice', 'audio', 'file', 'sticker', 'contact', 'location', 'poll', 'forward'] as const;
export type Kind = (typeof kinds)[number];

export const isKind = (what: string | undefined): what is Kind => kinds.some((kind) => kind === what);

type Said = Record<Kind | 'mention' | 'test', string>;

/** The few words of notifications: the worker has no page to take them from. */
export const words: Record<Language, Said> = {
  en: {
    text: 'New message', image: 'Photo', video: 'Video', voice: 'Voice message', audio: 'Sound', file: 'File', sticker: 'Sticker',
    contact: 'Contact', location: 'Location', poll: 'Poll', forward: 'Forwarded messages', mention: 'You were mentioned',
    test: 'Notifications work on this device.',
  },
  'zh-Hans': {
    text: '新消息', image: '图片', video: '视频', voice: '语音消息', audio: '音频', file: '文件', sticker: '贴纸',
    contact: '名片', location: '位置', poll: '投票', forward: '转发的消息', mention: '有人提到了你', test: '此设备可以收到通知。',
  },
  'zh-Hant': {
    text: '新訊息', image: '圖片', video: '影片', voice: '語音訊息', audio: '音訊', file: '檔案', sticker: '貼圖',
    contact: '名片', location: '位置', poll: '投票', forward: '轉傳的訊息', mention: '有人提到了你', test: '此裝置可以收到通知。',
  },
  ja: {
    text: '新しいメッセージ', image: '写真', video: '動画', voice: 'ボイスメッセージ', audio: '音声', file: 'ファイル', sticker: 'スタンプ',
    contact: '連絡先', location: '位置情報', poll: 'アンケート', forward: '転送されたメッセージ', mention: 'あなたへのメンション',
    test: 'この端末で通知を受け取れます。',
  },
  de: {
    text: 'Neue Nachricht', image: 'Foto', video: 'Video', voice: 'Sprachnachricht', audio: 'Ton', file: 'Datei', sticker: 'Sticker',
    contact: 'Kontakt', location: 'Standort', poll: 'Umfrage', forward: 'Weitergeleitete Nachrichten', mention: 'Du wurdest erwähnt',
    test: 'Mitteilungen kommen auf diesem Gerät an.',
  },
  es: {
    text: 'Mensaje nuevo', image: 'Foto', video: 'Vídeo', voice: 'Mensaje de voz', audio: 'Sonido', file: 'Archivo', sticker: 'Sticker',
    contact: 'Contacto', location: 'Ubicación', poll: 'Encuesta', forward: 'Mensajes reenviados', mention: 'Te han mencionado',
    test: 'Las notificaciones funcionan en este dispositivo.',
  },
  ar: {
    text: 'رسالة جديدة', image: 'صورة', video: 'فيديو', voice: 'رسالة صوتية', audio: 'صوت', file: 'ملف', sticker: 'ملصق',
    contact: 'جهة اتصال', location: 'موقع', poll: 'استطلاع', forward: 'رسائل معاد توجيهها', mention: 'تمت الإشارة إليك',
    test: 'الإشعارات تعمل على هذا الجهاز.',
  },
};
