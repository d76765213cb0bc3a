"""Which column of a file is which of ours: by what was chosen last time, or by its name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.encoding import force_str
from django.utils.translation import override

from hospital.imports.kind import Kind

APART = re.compile(r"[^\w]+|_+")

SYNONYMS: dict[str, str] = {
    "facility": "hospital site hopital etablissement structure المستشفى المؤسسة",
    "network": "region reseau الشبكة",
    "code": "id identifier identifiant reference ref الرمز",
    "name": "label title description nom libelle designation intitule الاسم",
    "home_ward": "ward service unit unite القسم",
    "ward": "unit department service unite القسم",
    "number": "no num numero n matricule n_sejour الرقم",
    "staff": "employee employe agent matricule الموظف",
    "patient": "patient_id ipp nip mrn المريض",
    "admitted": "admission admission_date date_admission entree date_entree تاريخ_الدخول الدخول",
    "discharged": "discharge discharge_date sortie date_sortie تاريخ_الخروج الخروج",
    "gender": "sex sexe الجنس",
    "age_band": "age age_group tranche_age classe_age السن العمر الفئة_العمرية",
    "urgency": "mode mode_admission type_admission admission_type نوع_الدخول",
    "product": "item drug article produit medicament الدواء المنتج",
    "quantity": "qty amount quantite qte الكمية",
    "expiry": "expiry_date expiration peremption date_peremption انتهاء_الصلاحية",
    "lot": "n_lot no_lot batch lot_number batch_number numero_lot التشغيلة",
    "supplier": "vendor fournisseur المورد",
    "specialty": "speciality specialite التخصص",
    "capacity": "beds lits capacite السعة",
    "first_day": "du month mois week semaine date from start_date debut date_debut التاريخ",
    "last_day": "au to end_date fin date_fin",
    "date": "day jour التاريخ",
    "started": "hired hire_date embauche date_embauche date_d_embauche تاريخ_التوظيف",
    "release_day": "a_partir_du au_plus_tot earliest",
    "due_day": "au_plus_tard latest deadline echeance",
    "kind": "type motif النوع",
    "active": "enabled actif نشط",
    "price_cents": "price unit_price prix prix_unitaire السعر",
    "minimum_packs": "minimum",
    "pack_size": "pack conditionnement",
    "lead_time_days": "lead_time delai delai_jours",
    "country": "pays البلد",
}
"""Words of exports that people bring, besides our own names."""

CALLED = ("code", "number")

LINKS = frozenset({"of", "the", "de", "du", "des", "la", "le", "les", "l", "d"})


def plain(name: str) -> str:
    """Letters only: no case, no accents, no signs."""
    parted = unicodedata.normalize("NFKD", name).casefold()
    bare = "".join(each for each in parted if not unicodedata.combining(each))
    return "_".join(filter(None, APART.split(bare)))


def columns_guessed(
    kind: Kind, headers: Sequence[str], remembered: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Our column -> a header of the file; no header twice, and none for what is not found."""
    found = {
        name: header
        for name, header in (remembered or {}).items()
        if name in kind.specs and header in headers
    }
    left = {plain(header): header for header in headers if header not in found.values()}
    for names in _names(kind):
        for column, words in names.items():
            if column in found:
                continue
            word = next((word for word in words if word in left), None)
            if word is not None:
                found[column] = left.pop(word)
    shorter = {_without(kind, word): header for word, header in left.items()}
    for names in _names(kind):
        for column, words in names.items():
            word = next((word for word in words if word in shorter), None)
            if column not in found and word is not None:
                found[column] = shorter.pop(word)
    called = kind.key[-1]
    if called in CALLED and called not in found:
        free = {word: header for word, header in left.items() if header not in found.values()}
        own = next((word for word in _own_nouns(kind) if word in free), None)
        found |= {called: free[own]} if own is not None else {}
    return {name: found[name] for name in kind.specs if name in found}


def _without(kind: Kind, word: str) -> str:
    """ "Supplier name" and "nom du fournisseur" in a file of suppliers: the name."""
    known = LINKS | set(SYNONYMS.get(kind.model._meta.model_name or "", "").split())
    for language, _label in settings.LANGUAGES:
        with override(language):
            for name in (kind.model._meta.verbose_name, kind.model._meta.verbose_name_plural):
                known |= {plain(each) for each in force_str(name).split()}
    return "_".join(each for each in word.split("_") if each not in known)


def _names(kind: Kind) -> list[dict[str, list[str]]]:
    """The surest names first, so that a doubtful one takes no column from them."""
    codes = {name: [plain(name)] for name in kind.specs}
    labels = {name: [plain(label) for label in _labels(kind, name)] for name in kind.specs}
    others = {name: SYNONYMS.get(name, "").split() for name in kind.specs}
    return [
        codes,
        labels,
        {name: [plain(word) for word in words] for name, words in others.items()},
    ]


def _own_nouns(kind: Kind) -> list[str]:
    """A column "Room" in a file of rooms is what they are called."""
    found = SYNONYMS.get(kind.model._meta.model_name or "", "").split()
    for language, _label in settings.LANGUAGES:
        with override(language):
            found.append(force_str(kind.model._meta.verbose_name))
    return [plain(word) for word in found]


def _labels(kind: Kind, name: str) -> list[str]:
    found = []
    for language, _label in settings.LANGUAGES:
        with override(language):
            found.append(column_label(kind, name))
    return found


def column_label(kind: Kind, name: str) -> str:
    """The column as a person calls it, in the language of whoever reads."""
    field: Any = kind.model._meta.get_field(name)
    return force_str(getattr(field, "verbose_name", name.replace("_", " ")))
