import type device from './en.device.ts';
import type { Entry } from './en.ts';

/** Arabic: notifications, installing, sharing, letting a device in. */
const texts: Record<keyof typeof device, Entry> = {
  'settings.notifications': 'الإشعارات',

  'notify.text': 'تلقَّ إشعارات بالرسائل الجديدة حتى عندما يكون Teahouse مغلقًا أو في الخلفية.',
  'notify.here': 'الإشعارات على هذا الجهاز',
  'notify.here_hint': 'المحادثات المكتومة وما قرأته في مكان آخر تبقى صامتة',
  'notify.previews': 'إظهار نص الرسائل',
  'notify.previews_hint': 'من دونه يظهر اسم المرسل فقط',
  'notify.test': 'إرسال إشعار تجريبي',
  'notify.tested': 'الإشعار التجريبي في طريقه إليك.',
  'notify.unsupported': 'لا يستطيع هذا المتصفح عرض الإشعارات. الإصدارات الحديثة من Chrome وEdge وFirefox وSafari تستطيع ذلك عبر اتصال آمن (https).',
  'notify.install_first': 'يتطلب ذلك على هذا الجهاز إضافة Teahouse إلى الشاشة الرئيسية: افتح قائمة المشاركة واختر «إضافة إلى الشاشة الرئيسية».',
  'notify.denied': 'يحظر المتصفح إشعارات هذا الموقع. اسمح بها من إعدادات الموقع بجانب العنوان ثم فعّلها هنا.',
  'notify.not_asked': 'لم يتغير شيء: ينتظر المتصفح أن تسمح بالإشعارات.',
  'notify.no_service': 'لا يوفّر هذا المتصفح خدمة دفع، كما في النوافذ الخاصة. ستصلك الإشعارات ما دام التبويب مفتوحًا.',
  'notify.others': {
    zero: 'لا توجد أجهزة أخرى.',
    one: 'جهاز واحد آخر يتلقى الإشعارات أيضًا.',
    two: 'جهازان آخران يتلقيان الإشعارات أيضًا.',
    few: '{count} أجهزة أخرى تتلقى الإشعارات أيضًا.',
    many: '{count} جهازًا آخر يتلقى الإشعارات أيضًا.',
    other: '{count} جهاز آخر يتلقى الإشعارات أيضًا.',
  },

  'install.title': 'كتطبيق',
  'install.text': 'يمكن لـ Teahouse أن يكون بين تطبيقاتك: بنافذة خاصة وعدّاد على الأيقونة وفي قائمة المشاركة في الهاتف.',
  'install.by_menu': 'تستطيع معظم المتصفحات تثبيت Teahouse من قائمتها: ابحث عن «تثبيت» أو «إضافة إلى الشاشة الرئيسية».',
  'install.done': 'Teahouse مثبّت على هذا الجهاز.',
  'install.install': 'تثبيت',

  'update.ready': 'يتوفر إصدار جديد.',
  'update.reload': 'إعادة التحميل',

  'share.title': 'مشاركة مع',
  'share.nothing_title': 'لا شيء للمشاركة',
  'share.nothing_text': 'ما تمت مشاركته أُرسل بالفعل أو كان فارغًا. شاركه مرة أخرى من التطبيق الآخر.',

  'pair.with_phone': 'تسجيل الدخول بالهاتف',
  'pair.with_password': 'تسجيل الدخول بكلمة المرور',
  'pair.text': 'على جهاز سجّلت الدخول فيه، اختر «جديد» ثم «مسح» واقرأ هذا الرمز.',
  'pair.code': 'رمز تسجيل الدخول على هذا الجهاز',
  'pair.waiting': 'في انتظار جهازك الآخر…',
  'pair.ended': 'انتهت صلاحية هذا الرمز.',
  'pair.refused': 'رفض جهازك الآخر.',
  'pair.again': 'رمز جديد',
  'pair.title': 'تسجيل الدخول على جهاز جديد',
  'pair.ask': '{device} يطلب استخدام حسابك',
  'pair.here': 'إنه على الشبكة نفسها مع هذا الجهاز ({address}).',
  'pair.elsewhere': 'إنه على شبكة أخرى غير شبكة هذا الجهاز: {address}.',
  'pair.warning': 'سيتمكن من قراءة رسائلك كلها والكتابة باسمك. تابع فقط إذا كنت ترى الرمز على جهاز أمامك.',
  'pair.allow': 'السماح بالدخول',
  'pair.deny': 'رفض',
  'pair.allowed': 'سجّل الجهاز الجديد دخوله.',
  'pair.denied': 'تم رفض الجهاز.',
  'pair.void_title': 'هذا الرمز لا يقود إلى شيء',
  'pair.void_text': 'انتهت صلاحيته أو استُخدم. اجعل الجهاز الجديد يعرض رمزًا آخر.',
};

export default texts;
