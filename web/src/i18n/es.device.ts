import type device from './en.device.ts';
import type { Entry } from './en.ts';

/** Spanish: notifications, installing, sharing, letting a device in. */
const texts: Record<keyof typeof device, Entry> = {
  'settings.notifications': 'Notificaciones',

  'notify.text': 'Entérate de los mensajes nuevos aunque Teahouse esté cerrado o en segundo plano.',
  'notify.here': 'Notificaciones en este dispositivo',
  'notify.here_hint': 'Lo silenciado y lo que ya has leído en otro lugar no suena',
  'notify.previews': 'Mostrar el texto de los mensajes',
  'notify.previews_hint': 'Sin esto solo se ve quién ha escrito',
  'notify.test': 'Enviar una prueba',
  'notify.tested': 'La prueba está en camino.',
  'notify.unsupported':
    'Este navegador no puede mostrar notificaciones. Las versiones actuales de Chrome, Edge, Firefox y Safari sí, con una conexión segura (https).',
  'notify.install_first':
    'En este dispositivo Teahouse debe estar en la pantalla de inicio: abre el menú Compartir y elige «Añadir a pantalla de inicio».',
  'notify.denied':
    'El navegador bloquea las notificaciones de este sitio. Permítelas en los ajustes del sitio, junto a la dirección, y actívalas aquí.',
  'notify.not_asked': 'No se ha cambiado nada: el navegador espera que permitas las notificaciones.',
  'notify.no_service':
    'Este navegador no ofrece servicio push, por ejemplo en ventanas privadas. Mientras haya una pestaña abierta se te avisará igualmente.',
  'notify.others': {
    one: '{count} dispositivo más también recibe avisos.',
    many: '{count} de dispositivos más también reciben avisos.',
    other: '{count} dispositivos más también reciben avisos.',
  },

  'install.title': 'Como aplicación',
  'install.text': 'Teahouse puede estar entre tus aplicaciones: con ventana propia, contador en el icono y en el menú Compartir del teléfono.',
  'install.by_menu': 'La mayoría de navegadores instalan Teahouse desde su menú: busca «Instalar» o «Añadir a pantalla de inicio».',
  'install.done': 'Teahouse está instalado en este dispositivo.',
  'install.install': 'Instalar',

  'update.ready': 'Hay una versión nueva.',
  'update.reload': 'Recargar',

  'share.title': 'Compartir con',
  'share.nothing_title': 'No hay nada que compartir',
  'share.nothing_text': 'Lo compartido ya se envió o estaba vacío. Compártelo otra vez desde la otra aplicación.',

  'pair.with_phone': 'Entrar con el teléfono',
  'pair.with_password': 'Entrar con la contraseña',
  'pair.text': 'En un dispositivo donde ya hayas entrado, elige Nuevo, luego Escanear, y lee este código.',
  'pair.code': 'Código para entrar en este dispositivo',
  'pair.waiting': 'Esperando a tu otro dispositivo…',
  'pair.ended': 'Este código ha caducado.',
  'pair.refused': 'Tu otro dispositivo ha dicho que no.',
  'pair.again': 'Código nuevo',
  'pair.title': 'Entrar en un dispositivo nuevo',
  'pair.ask': '{device} pide usar tu cuenta',
  'pair.here': 'Está en la misma red que este dispositivo ({address}).',
  'pair.elsewhere': 'Está en una red distinta de la de este dispositivo: {address}.',
  'pair.warning': 'Podrá leer y escribir todos tus mensajes. Continúa solo si ves el código en un dispositivo que tienes delante.',
  'pair.allow': 'Permitir la entrada',
  'pair.deny': 'Rechazar',
  'pair.allowed': 'El dispositivo nuevo ha entrado.',
  'pair.denied': 'El dispositivo ha sido rechazado.',
  'pair.void_title': 'Este código no lleva a ninguna parte',
  'pair.void_text': 'Ha caducado o ya se usó. Haz que el dispositivo nuevo muestre otro.',
};

export default texts;
