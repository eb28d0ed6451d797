/** English: notifications, installing, sharing, letting a device in. */
const device = {
  'settings.notifications': 'Notifications',

  'notify.text': 'Be told of new messages while Teahouse is closed or in the background.',
  'notify.here': 'Notifications on this device',
  'notify.here_hint': 'Muted conversations and what you have read elsewhere stay silent',
  'notify.previews': 'Show what messages say',
  'notify.previews_hint': 'Without it, only who has written',
  'notify.test': 'Send a test',
  'notify.tested': 'A test is on its way.',
  'notify.unsupported':
    'This browser cannot show notifications. Current versions of Chrome, Edge, Firefox and Safari can, over a secure connection (https).',
  'notify.install_first': 'On this device notifications need Teahouse on the home screen: open the share menu and choose “Add to Home Screen”.',
  'notify.denied': 'This browser blocks notifications from here. Allow them in the site settings beside the address, then turn this on.',
  'notify.not_asked': 'Nothing was changed: the browser waits for you to allow notifications.',
  'notify.no_service':
    'This browser gives no push address. Private windows and some browsers have no push service; while a tab is open you are told all the same.',
  'notify.others': { one: '{count} other device is notified too.', other: '{count} other devices are notified too.' },

  'install.title': 'As an app',
  'install.text': 'Teahouse can stand among your apps: with its own window, a badge, and in the share menu of a phone.',
  'install.by_menu': 'Most browsers can install Teahouse from their menu: look for “Install” or “Add to Home Screen”.',
  'install.done': 'Teahouse is installed on this device.',
  'install.install': 'Install',

  'update.ready': 'A new version is here.',
  'update.reload': 'Reload',

  'share.title': 'Share with',
  'share.nothing_title': 'Nothing to share',
  'share.nothing_text': 'What was shared has been sent already, or was empty. Share it again from the other app.',

  'pair.with_phone': 'Log in with your phone',
  'pair.with_password': 'Log in with your password',
  'pair.text': 'On a device where you are logged in, choose New, then Scan, and read this code.',
  'pair.code': 'Code to log in on this device',
  'pair.waiting': 'Waiting for your other device…',
  'pair.ended': 'This code has run out.',
  'pair.refused': 'Your other device said no.',
  'pair.again': 'New code',
  'pair.title': 'Log in on a new device',
  'pair.ask': '{device} asks to use your account',
  'pair.here': 'It is on the same network as this device ({address}).',
  'pair.elsewhere': 'It is on another network than this device: {address}.',
  'pair.warning': 'It will be able to read and write all your messages. Go on only if you see this code on a device that is in front of you.',
  'pair.allow': 'Let it in',
  'pair.deny': 'Refuse',
  'pair.allowed': 'The new device is logged in.',
  'pair.denied': 'The device was refused.',
  'pair.void_title': 'This code leads nowhere',
  'pair.void_text': 'It has run out or was used. Let the new device show another one.',
} as const;

export default device;
