"""The words of exported files in the three languages, so that a file needs no site to be read."""

from __future__ import annotations

LANGUAGES = ("en", "fr", "ar")
RIGHT_TO_LEFT = frozenset({"ar"})
SEPARATORS = {"en": ".,", "fr": ",\xa0", "ar": ",."}
"""What stands before decimals, and what parts thousands."""

WORDS: dict[str, tuple[str, str, str]] = {
    "approved_cost": ("approved cost", "coût approuvé", "الكلفة المعتمدة"),
    "approved_packs": ("approved packs", "boîtes approuvées", "العلب المعتمدة"),
    "approved_units": ("approved units", "unités approuvées", "الوحدات المعتمدة"),
    "accepted_by": (
        "for the supplier: name, date, signature",
        "pour le fournisseur : nom, date, signature",
        "عن المورّد: الاسم والتاريخ والتوقيع",
    ),
    "age_band": ("age", "âge", "العمر"),
    "arrival": ("arrival", "arrivée", "الوصول"),
    "arrives": ("arrives", "livré le", "تاريخ الوصول"),
    "average_packs": (
        "average rule, packs",
        "règle de la moyenne, boîtes",
        "قاعدة المتوسط، علب",
    ),
    "average_cost": ("average rule, cost", "règle de la moyenne, coût", "قاعدة المتوسط، الكلفة"),
    "beds": ("Bed plan", "Plan des lits", "خطة الأسرّة"),
    "buyer": ("buyer", "acheteur", "المشتري"),
    "cold": ("2–8 °C", "2–8 °C", "2–8 °م"),
    "cold_litres": ("cold litres", "litres froids", "لترات مبردة"),
    "contract": ("contract", "contrat", "العقد"),
    "cost": ("cost", "coût", "الكلفة"),
    "cover_days": ("days of cover", "jours de couverture", "أيام التغطية"),
    "day": ("day", "jour", "اليوم"),
    "day_off": ("day off", "repos", "عطلة"),
    "deliveries": ("Deliveries", "Livraisons", "التسليمات"),
    "deliver_to": ("deliver to", "livrer à", "التسليم إلى"),
    "destination": ("destination", "destination", "الوجهة"),
    "distribution": ("Distribution plan", "Plan de distribution", "خطة التوزيع"),
    "draft_order": (
        "Draft: approved, not placed. It gets its number when it is marked as ordered.",
        "Projet : approuvé, non passé. Son numéro vient quand elle est marquée comme commandée.",
        "مسودة: معتمدة ولم تُرسل. تأخذ رقمها حين تُعلَّم كمطلوبة.",
    ),
    "due": ("delivery by", "livraison avant le", "التسليم قبل"),
    "ends": ("ends", "fin", "النهاية"),
    "expiry": ("expiry", "péremption", "تاريخ الصلاحية"),
    "export": ("export", "export", "التصدير"),
    "personal": ("personal", "personnel", "شخصي"),
    "facility": ("facility", "établissement", "المؤسسة"),
    "first_day": ("first day", "premier jour", "اليوم الأول"),
    "first_order": ("first order by", "première commande le", "أول طلب قبل"),
    "gender": ("gender", "sexe", "الجنس"),
    "held": ("held", "fixé", "مثبّت"),
    "hours": ("hours", "heures", "الساعات"),
    "legend": ("Legend", "Légende", "مفتاح الرموز"),
    "life_days": (
        "least shelf life on arrival, days",
        "durée de vie minimale à l'arrivée, jours",
        "أدنى صلاحية عند الوصول، أيام",
    ),
    "lines": ("lines", "lignes", "السطور"),
    "line_key": (
        "line (leave as it is)",
        "ligne (laisser telle quelle)",
        "السطر (يُترك كما هو)",
    ),
    "litres": ("litres", "litres", "لترات"),
    "load_litres": ("litres unloaded", "litres déchargés", "اللترات المفرغة"),
    "lacking": ("what lacks", "ce qui manque", "الناقص"),
    "lacking_code": ("code of what lacks", "code de ce qui manque", "رمز الناقص"),
    "lacking_units": ("units replaced", "unités remplacées", "الوحدات المستبدلة"),
    "last_day": ("last day", "dernier jour", "اليوم الأخير"),
    "lot": ("lot", "lot", "الدفعة"),
    "made": ("made", "établi le", "أُعدّ في"),
    "name": ("name", "nom", "الاسم"),
    "nights": ("nights", "nuits", "الليالي"),
    "no": ("no", "non", "لا"),
    "no_truck": (
        "No truck drives in these days.",
        "Aucun camion ne roule ces jours-là.",
        "لا تسير أي شاحنة في هذه الأيام.",
    ),
    "not_placed": ("not placed", "non placé", "بلا سرير"),
    "number": ("number", "numéro", "الرقم"),
    "order_day": ("order day", "date de commande", "تاريخ الطلب"),
    "order_by": ("order by", "commander avant le", "الطلب قبل"),
    "origin": ("origin", "origine", "المصدر"),
    "pack_size": ("units a pack", "unités par boîte", "وحدات العلبة"),
    "packs": ("packs", "boîtes", "العلب"),
    "page": ("page", "page", "صفحة"),
    "patient": ("patient", "patient", "المريض"),
    "period": ("period", "période", "الفترة"),
    "planned_cost": ("planned cost", "coût prévu", "الكلفة المخططة"),
    "planned_packs": ("planned packs", "boîtes prévues", "العلب المخططة"),
    "planned_units": ("planned units", "unités prévues", "الوحدات المخططة"),
    "price": ("price a pack", "prix de la boîte", "ثمن العلبة"),
    "procurement": ("Procurement plan", "Plan d'approvisionnement", "خطة الشراء"),
    "product": ("product", "produit", "المنتج"),
    "product_code": ("product code", "code produit", "رمز المنتج"),
    "purchase": ("Purchase order", "Bon de commande", "طلب شراء"),
    "quote": (
        "Please quote the order number and each line's number on delivery notes and invoices.",
        "Merci de rappeler le numéro de commande et celui de chaque ligne sur bons de livraison "
        "et factures.",
        "يُرجى ذكر رقم الطلب ورقم كل سطر في وصولات التسليم والفواتير.",
    ),
    "reason": ("reason", "motif", "السبب"),
    "received_by": ("received by, at", "reçu par, à", "المستلم، الساعة"),
    "reference": ("line number", "numéro de ligne", "رقم السطر"),
    "role": ("role", "fonction", "الوظيفة"),
    "room": ("room", "chambre", "الغرفة"),
    "roster": ("Roster", "Tableau de service", "جدول المناوبات"),
    "routes": ("Routes", "Tournées", "المسارات"),
    "scope": ("scope", "périmètre", "النطاق"),
    "shift": ("shift", "poste", "المناوبة"),
    "shifts": ("shifts", "postes", "المناوبات"),
    "signed_by": (
        "for the buyer: name, date, signature",
        "pour l'acheteur : nom, date, signature",
        "عن المشتري: الاسم والتاريخ والتوقيع",
    ),
    "skill": ("skill", "compétence", "المهارة"),
    "specialty": ("specialty", "spécialité", "التخصص"),
    "staff": ("staff number", "matricule", "رقم الموظف"),
    "stand_in": ("equivalent given", "équivalent donné", "البديل المصروف"),
    "stand_in_code": ("code of the equivalent", "code de l'équivalent", "رمز البديل"),
    "stand_in_units": ("units given", "unités données", "الوحدات المصروفة"),
    "stand_ins": ("Stand-ins", "Substitutions", "البدائل"),
    "starts": ("starts", "début", "البداية"),
    "state": ("state", "état", "الحالة"),
    "storage": ("storage", "conservation", "الحفظ"),
    "stop": ("stop", "arrêt", "المحطة"),
    "suggested_cost": ("suggested cost", "coût proposé", "الكلفة المقترحة"),
    "suggested_packs": ("suggested packs", "boîtes proposées", "العلب المقترحة"),
    "suggested_units": ("suggested units", "unités proposées", "الوحدات المقترحة"),
    "summary": ("Summary", "Synthèse", "الملخص"),
    "supplier": ("supplier", "fournisseur", "المورّد"),
    "supplier_code": ("supplier code", "code fournisseur", "رمز المورّد"),
    "surgeon": ("surgeon", "chirurgien", "الجرّاح"),
    "theatre": ("operating theatre", "bloc opératoire", "غرفة العمليات"),
    "total": ("Total", "Total", "المجموع"),
    "transport": ("transport", "transport", "النقل"),
    "unit": ("unit of issue", "unité de distribution", "وحدة الصرف"),
    "units": ("units", "unités", "الوحدات"),
    "until": ("leaves on", "sort le", "يغادر في"),
    "vehicle": ("vehicle", "véhicule", "المركبة"),
    "version": ("version", "version", "النسخة"),
    "waiting": ("waiting list", "liste d'attente", "قائمة الانتظار"),
    "ward": ("ward", "unité de soins", "وحدة العلاج"),
    "weekend_days": ("weekend days", "jours de week-end", "أيام نهاية الأسبوع"),
    "weekdays": ("Mo Tu We Th Fr Sa Su", "lu ma me je ve sa di", "ن ث ر خ ج س ح"),
    "why": ("why changed", "motif du changement", "سبب التغيير"),
    "yes": ("yes", "oui", "نعم"),
    # States of plans and of order lines.
    "draft": ("draft", "brouillon", "مسودة"),
    "published": ("published", "publié", "منشورة"),
    "void": ("replaced", "remplacé", "مستبدلة"),
    "suggested": ("suggested", "proposé", "مقترح"),
    "reviewed": ("reviewed", "relu", "مُراجَع"),
    "approved": ("approved", "approuvé", "معتمد"),
    "ordered": ("ordered", "commandé", "مطلوب"),
    "received": ("received", "reçu", "مستلم"),
    # How orders travel.
    "sea": ("sea", "mer", "بحرًا"),
    "air": ("air", "avion", "جوًّا"),
    "road": ("road", "route", "برًّا"),
    "rail": ("rail", "train", "بالقطار"),
    "local": ("local pick-up", "enlèvement local", "استلام محلي"),
}


class Words:
    """One language's words: `words("packs")`. An unknown language speaks English."""

    def __init__(self, language: str) -> None:
        code = language.split("-")[0].lower()
        self.language = code if code in LANGUAGES else "en"
        self._at = LANGUAGES.index(self.language)

    def __call__(self, key: str) -> str:
        return WORDS[key][self._at]

    def number(self, value: float, decimals: int = 0) -> str:
        """As the language writes it, thousands apart; the same as the site's pages."""
        point, thousands = SEPARATORS[self.language]
        return f"{value:,.{decimals}f}".translate(str.maketrans(",.", thousands + point))

    def money(self, cents: int) -> str:
        """Two decimals."""
        return self.number(cents / 100, 2)

    def headed(self, label: str, personal: bool) -> str:
        """A heading, which says so where what stands below is about persons."""
        return f"{label} ({self('personal')})" if personal else label

    def or_as_is(self, key: str) -> str:
        """A state's word, or the key itself where there is none."""
        return WORDS[key][self._at] if key in WORDS else key

    @property
    def right_to_left(self) -> bool:
        return self.language in RIGHT_TO_LEFT
