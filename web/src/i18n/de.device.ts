import type device from './en.device.ts';
import type { Entry } from './en.ts';

/** German: notifications, installing, sharing, letting a device in. */
const texts: Record<keyof typeof device, Entry> = {
  'settings.notifications': 'Mitteilungen',

  'notify.text': 'Erfahre von neuen Nachrichten, auch wenn Teahouse geschlossen oder im Hintergrund ist.',
  'notify.here': 'Mitteilungen auf diesem Gerät',
  'notify.here_hint': 'Stummgeschaltete Unterhaltungen und anderswo Gelesenes bleiben still',
  'notify.previews': 'Text der Nachrichten zeigen',
  'notify.previews_hint': 'Sonst steht dort nur, wer geschrieben hat',
  'notify.test': 'Test senden',
  'notify.tested': 'Ein Test ist unterwegs.',
  'notify.unsupported':
    'Dieser Browser kann keine Mitteilungen zeigen. Aktuelle Versionen von Chrome, Edge, Firefox und Safari können es über eine sichere Verbindung (https).',
  'notify.install_first':
    'Auf diesem Gerät muss Teahouse dafür auf dem Home-Bildschirm liegen: Öffne das Teilen-Menü und wähle „Zum Home-Bildschirm“.',
  'notify.denied':
    'Der Browser blockiert Mitteilungen von hier. Erlaube sie in den Website-Einstellungen neben der Adresse und schalte sie dann hier ein.',
  'notify.not_asked': 'Nichts wurde geändert: Der Browser wartet darauf, dass du Mitteilungen erlaubst.',
  'notify.no_service':
    'Dieser Browser bietet keinen Push-Dienst, etwa in privaten Fenstern. Solange ein Tab offen ist, wirst du trotzdem benachrichtigt.',
  'notify.others': { one: '{count} weiteres Gerät wird auch benachrichtigt.', other: '{count} weitere Geräte werden auch benachrichtigt.' },

  'install.title': 'Als App',
  'install.text': 'Teahouse kann zu deinen Apps gehören: mit eigenem Fenster, Zähler am Symbol und im Teilen-Menü des Telefons.',
  'install.by_menu': 'Die meisten Browser installieren Teahouse über ihr Menü: Suche nach „Installieren“ oder „Zum Startbildschirm“.',
  'install.done': 'Teahouse ist auf diesem Gerät installiert.',
  'install.install': 'Installieren',

  'update.ready': 'Eine neue Version ist da.',
  'update.reload': 'Neu laden',

  'share.title': 'Teilen mit',
  'share.nothing_title': 'Nichts zu teilen',
  'share.nothing_text': 'Was geteilt wurde, ist schon gesendet oder war leer. Teile es noch einmal aus der anderen App.',

  'pair.with_phone': 'Mit dem Telefon anmelden',
  'pair.with_password': 'Mit dem Passwort anmelden',
  'pair.text': 'Wähle auf einem angemeldeten Gerät „Neu“, dann „Scannen“, und lies diesen Code.',
  'pair.code': 'Code zum Anmelden auf diesem Gerät',
  'pair.waiting': 'Warte auf dein anderes Gerät …',
  'pair.ended': 'Dieser Code ist abgelaufen.',
  'pair.refused': 'Dein anderes Gerät hat abgelehnt.',
  'pair.again': 'Neuer Code',
  'pair.title': 'Auf einem neuen Gerät anmelden',
  'pair.ask': '{device} möchte dein Konto benutzen',
  'pair.here': 'Es ist im selben Netz wie dieses Gerät ({address}).',
  'pair.elsewhere': 'Es ist in einem anderen Netz als dieses Gerät: {address}.',
  'pair.warning': 'Es wird alle deine Nachrichten lesen und schreiben können. Fahre nur fort, wenn der Code auf einem Gerät vor dir steht.',
  'pair.allow': 'Anmelden',
  'pair.deny': 'Ablehnen',
  'pair.allowed': 'Das neue Gerät ist angemeldet.',
  'pair.denied': 'Das Gerät wurde abgelehnt.',
  'pair.void_title': 'Dieser Code führt nirgendwohin',
  'pair.void_text': 'Er ist abgelaufen oder wurde benutzt. Lass das neue Gerät einen anderen zeigen.',
};

export default texts;
