"""What is used: generic medicines by ATC code, vaccines and consumables, and who uses them.

A line is `ATC name|VEN|profile|forms`; a star after VEN marks the cold chain, a form is a letter of
FORMS and its strength. Consumables begin with DM- and have no ATC code.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """unit of issue, units a pack, millilitres a pack, cents a pack, units per course or dose."""

    name: str
    unit: str
    pack: int
    volume_ml: int
    price_cents: int
    use: float


FORMS = {
    "t": Form("tablet", "tablet", 100, 180, 900, 1.0),
    "c": Form("capsule", "capsule", 100, 240, 1_100, 1.0),
    "i": Form("injection", "vial", 50, 900, 6_500, 0.35),
    "b": Form("infusion bag", "bag", 12, 9_500, 9_000, 0.3),
    "s": Form("syrup", "bottle", 10, 1_600, 7_500, 0.07),
    "o": Form("ointment", "tube", 20, 1_100, 9_000, 0.03),
    "d": Form("drops", "bottle", 20, 700, 11_000, 0.03),
    "p": Form("suppository", "suppository", 60, 500, 2_400, 0.3),
    "h": Form("inhaler", "inhaler", 10, 1_300, 21_000, 0.03),
    "v": Form("dose", "dose", 20, 260, 8_000, 0.35),
    "n": Form("pen", "pen", 5, 220, 12_500, 0.06),
    "k": Form("piece", "piece", 100, 2_600, 2_200, 1.6),
    "x": Form("set", "set", 25, 5_200, 9_500, 0.35),
}


@dataclass(frozen=True, slots=True)
class Profile:
    """Units per patient-day by kind of ward ("*" for the others), and per 1,000 people and week.

    level: lowest level of care that keeps it. season, flu: relative rise in midwinter and in a bad
    flu week.
    """

    wards: dict[str, float]
    centre: float
    level: int
    line: str
    season: float = 0.0
    flu: float = 0.0


PROFILES = {
    "prim": Profile({"*": 0.25, "PED": 0.5, "PNE": 0.5}, 26.0, 1, "ESSENTIAL", 0.2, 0.5),
    "pain": Profile({"*": 0.6, "SUR": 1.1, "ORT": 1.2}, 34.0, 1, "ESSENTIAL", 0.12, 0.35),
    "chron": Profile({"*": 0.2, "CAR": 0.6, "MED": 0.5}, 45.0, 1, "CHRONIC"),
    "child": Profile({"*": 0.0, "PED": 0.9}, 11.0, 1, "ESSENTIAL", 0.1, 0.4),
    "women": Profile({"*": 0.0, "MAT": 0.8}, 9.0, 1, "ESSENTIAL"),
    "acute": Profile({"*": 0.35, "ICU": 1.4, "MED": 0.5, "PNE": 0.7}, 0.0, 2, "HOSPITAL", 0.1, 0.3),
    "icu": Profile({"*": 0.02, "ICU": 1.6}, 0.0, 2, "HOSPITAL", 0.05, 0.25),
    "surg": Profile(
        {"*": 0.03, "SUR": 0.6, "ORT": 0.6, "MAT": 0.3, "ICU": 0.4}, 0.0, 2, "HOSPITAL"
    ),
    "birth": Profile({"*": 0.0, "MAT": 0.5}, 0.0, 2, "HOSPITAL"),
    "onc": Profile({"*": 0.0, "ONC": 0.4}, 0.0, 3, "HOSPITAL"),
    "rare": Profile({"*": 0.012, "ICU": 0.05}, 0.0, 2, "HOSPITAL"),
    "psy": Profile({"*": 0.08, "NEU": 0.5}, 6.0, 1, "CHRONIC"),
    "vacc": Profile({"*": 0.0, "MAT": 0.12}, 3.2, 1, "PROGRAMME"),
    "cons": Profile({"*": 1.4, "ICU": 3.5}, 22.0, 1, "ESSENTIAL"),
}

LINES = """\
J01CA04 amoxicillin|V|prim|c500 mg,s250 mg/5 ml,t1 g
N02BE01 paracetamol|E|pain|t500 mg,b1 g,s120 mg/5 ml,p250 mg
A10BA02 metformin|V|chron|t500 mg,t850 mg,t1 g
C08CA01 amlodipine|E|chron|t5 mg,t10 mg
B05BB01 sodium chloride 0.9 %|V|acute|b500 ml,b1 l,b100 ml
A10AB01 insulin, rapid|V*|chron|i100 IU/ml,n100 IU/ml
J07CA09 vaccine, hexavalent|V*|vacc|vsingle dose
DM-AB examination gloves|E|cons|ksize S,ksize M,ksize L
J01DD04 ceftriaxone|V|acute|i1 g,i500 mg
R03AC02 salbutamol|V|prim|h100 ug,i0.5 mg/ml,s2 mg/5 ml
C09AA02 enalapril|E|chron|t5 mg,t20 mg
H01BB02 oxytocin|V*|birth|i10 IU
N01BB02 lidocaine|V|surg|i1 %,i2 %,o5 %
A02BC01 omeprazole|E|acute|c20 mg,i40 mg
B01AB05 enoxaparin|V*|surg|i4000 IU,i6000 IU
DM-AC syringes|V|cons|k2 ml,k5 ml,k10 ml,k50 ml
J07BB02 vaccine, influenza|E*|vacc|vsingle dose
N02AA01 morphine|V|surg|i10 mg,t10 mg,t30 mg
C01CA24 adrenaline|V|rare|i1 mg
M01AE01 ibuprofen|E|pain|t400 mg,s100 mg/5 ml,t200 mg
B03AA07 ferrous sulfate|E|women|t200 mg,s30 mg/ml
J01FA10 azithromycin|E|prim|t500 mg,s200 mg/5 ml
A07CA oral rehydration salts|V|child|xsachets
C03CA01 furosemide|V|chron|t40 mg,i20 mg
DM-AD intravenous cannulas|V|cons|k18 G,k20 G,k22 G,k24 G
N05BA01 diazepam|E|psy|t5 mg,i10 mg
J01XD01 metronidazole|V|acute|b500 mg,t500 mg,s125 mg/5 ml
H02AB02 dexamethasone|V|acute|i4 mg,t4 mg
N03AG01 valproic acid|E|psy|t500 mg,s200 mg/5 ml
J07BD52 vaccine, measles and rubella|V*|vacc|v10 doses
C10AA05 atorvastatin|N|chron|t20 mg,t40 mg
B01AC06 acetylsalicylic acid|E|chron|t75 mg,t100 mg
N01AX10 propofol|V|icu|i10 mg/ml,i20 mg/ml
M03AC09 rocuronium|V*|icu|i50 mg
DM-AE dressings, sterile|E|cons|x10 x 10 cm,x5 x 5 cm
C01CA03 noradrenaline|V|icu|i4 mg,i8 mg
B05BA03 glucose|V|acute|b5 % 500 ml,b10 % 500 ml,i30 %
J01CR02 amoxicillin and clavulanic acid|E|prim|t1 g,i1 g,s457 mg/5 ml
R06AE07 cetirizine|N|prim|t10 mg,s5 mg/5 ml
G03AC03 contraceptive, levonorgestrel|E|women|t30 ug,t1.5 mg
A10AC01 insulin, intermediate|V*|chron|i100 IU/ml,n100 IU/ml
L01BA01 methotrexate|V|onc|i50 mg,t2.5 mg
J01GB03 gentamicin|V|acute|i80 mg,i40 mg
N05CD08 midazolam|V|icu|i5 mg,i15 mg
C07AB07 bisoprolol|E|chron|t5 mg,t10 mg
J06BB01 immunoglobulin, anti-D|V*|birth|i300 ug
H03AA01 levothyroxine|E|chron|t50 ug,t100 ug
N03AA02 phenobarbital|E|psy|t100 mg,i200 mg
DM-AF infusion sets|V|cons|xstandard,xburette
J07AM01 vaccine, tetanus|V*|vacc|v10 doses
D07AC01 betamethasone|N|prim|o0.05 %,d0.05 %
J01XA01 vancomycin|V|rare|i500 mg,i1 g
A04AA01 ondansetron|E|surg|i4 mg,t8 mg
C09CA01 losartan|E|chron|t50 mg,t100 mg
N06AB03 fluoxetine|N|psy|c20 mg
B05AA01 albumin|V*|icu|i20 %
L01XA01 cisplatin|V|onc|i50 mg,i10 mg
J01MA02 ciprofloxacin|E|prim|t500 mg,b200 mg
DM-AG surgical masks|E|cons|ktype IIR,kFFP2
P01AB02 antiprotozoal, secnidazole|N|prim|t500 mg
S01AA01 chloramphenicol, eye|E|prim|d0.5 %,o1 %
G02AB01 methylergometrine|V*|birth|i0.2 mg
R03BA02 budesonide|E|chron|h200 ug,i0.5 mg/ml
N01AH01 fentanyl|V|icu|i0.1 mg,i0.5 mg
A03BB01 butylscopolamine|N|pain|t10 mg,i20 mg
J07AG01 vaccine, haemophilus|E*|vacc|vsingle dose
C03DA01 spironolactone|E|chron|t25 mg,t50 mg
N05AD01 haloperidol|E|psy|t5 mg,i5 mg
DM-AH sutures|V|surg|xabsorbable 2-0,xabsorbable 3-0,xsilk 2-0
B02BA01 phytomenadione|V|birth|i10 mg,i2 mg
J02AC01 fluconazole|E|prim|c150 mg,b200 mg
M01AB05 diclofenac|N|pain|t50 mg,i75 mg,p100 mg
A06AD11 lactulose|N|prim|s670 mg/ml
C01AA05 digoxin|E|chron|t0.25 mg,i0.5 mg
J01DH02 meropenem|V|rare|i1 g,i500 mg
L01CD01 paclitaxel|V|onc|i100 mg
J07BC01 vaccine, hepatitis B|V*|vacc|v10 doses
DM-AI urinary catheters|E|acute|xCH 14,xCH 16,xCH 18
N03AF01 carbamazepine|E|psy|t200 mg,s100 mg/5 ml
B05XA01 potassium chloride|V|acute|i10 %,t600 mg
D08AG02 povidone iodine|E|cons|d10 %,d4 %
A11CC05 colecalciferol|N|child|d10000 IU/ml,i200000 IU
M03AB01 suxamethonium|V*|icu|i100 mg
A03FA01 metoclopramide|N|pain|t10 mg,i10 mg
J04AC51 isoniazid and rifampicin|V|psy|t75/150 mg
C08CA05 nifedipine|E|birth|c10 mg,t20 mg
B03BB01 folic acid|E|women|t5 mg,t0.4 mg
N01AX03 ketamine|V|icu|i500 mg
DM-AJ blood glucose strips|E|chron|xstandard
J05AB01 aciclovir|E|prim|t200 mg,i250 mg,o3 %
L02BA01 tamoxifen|V|onc|t20 mg
C01BD01 amiodarone|V|icu|i150 mg,t200 mg
A12CC02 magnesium sulfate|V|birth|i15 %
N07AA01 neostigmine|V|surg|i0.5 mg
H02AB06 prednisolone|E|prim|t5 mg,t20 mg
DM-AK oxygen masks|V|acute|xadult,xchild
J07BF03 vaccine, poliomyelitis|V*|vacc|v10 doses
V03AB15 naloxone|V|rare|i0.4 mg
C02AB01 methyldopa|E|women|t250 mg
R05CB01 acetylcysteine|N|prim|x200 mg,i300 mg
B05BB02 Ringer lactate|V|surg|b500 ml,b1 l
D01AC01 clotrimazole|N|prim|o1 %
S01ED01 timolol, eye|E|chron|d0.5 %
N04BA02 levodopa and benserazide|E|psy|t200/50 mg
J01CE08 benzylpenicillin, benzathine|V|prim|i1.2 MIU,i2.4 MIU
A10BB09 gliclazide|E|chron|t30 mg,t80 mg
DM-AL surgical gloves|V|surg|xsize 7,xsize 7.5,xsize 8
J01EE01 sulfamethoxazole and trimethoprim|E|prim|t480 mg,t960 mg,s240 mg/5 ml
L01DB01 doxorubicin|V*|onc|i50 mg
N05AH03 olanzapine|N|psy|t5 mg,t10 mg
A11GA01 ascorbic acid|N|prim|t500 mg,i500 mg
J07AH08 vaccine, meningococcal|E*|vacc|vsingle dose
DM-AM gauze compresses|E|cons|knon-sterile,ksterile
P02CA03 albendazole|N|child|t400 mg,s100 mg/5 ml
C05AX03 haemorrhoid ointment|N|prim|o25 g,p2 g
V03AF03 calcium folinate|E|onc|i50 mg
A12AA03 calcium gluconate|V|rare|i10 %
J01CF04 oxacillin|E|acute|i1 g,c500 mg
N06AA09 amitriptyline|N|psy|t25 mg
B06AA03 snake antivenom|V*|rare|i10 ml
J06BA02 immunoglobulin, normal|V*|rare|i5 g
G04CA02 tamsulosin|N|chron|c0.4 mg
DM-AN bandages|E|pain|x10 cm,x15 cm
J06BB02 immunoglobulin, tetanus|V*|rare|i250 IU
L04AX03 immunosuppressant, azathioprine|E|chron|t50 mg
R01AA05 oxymetazoline|N|prim|d0.05 %
DM-AO spinal needles|V|surg|x25 G,x27 G
DM-AP suction tubes|E|icu|xCH 12,xCH 14
DM-AQ drapes, sterile|E|surg|xlarge,xsmall
DM-AR nasogastric tubes|E|icu|xCH 12,xCH 16
DM-AS urine bags|E|acute|x2 l
DM-AT needles|V|cons|k21 G,k23 G,k25 G
DM-AU endotracheal tubes|V|icu|x7.0,x7.5,x8.0
DM-AV electrodes|E|icu|xadult
DM-AW plaster bandages|E|surg|x10 cm,x15 cm
DM-AX test strips, urine|N|women|x10 fields
DM-AY blood collection tubes|V|acute|kEDTA,kserum,kcitrate
DM-AZ delivery sets|V|birth|xsterile
DM-BA nebuliser masks|E|prim|xadult,xchild
DM-BB scalpel blades|V|surg|xno. 11,xno. 22
DM-BC alcohol swabs|E|cons|kstandard
DM-BD hand rub|V|cons|s500 ml,s1 l
DM-BE nappies|N|child|ksize 2,ksize 4
DM-BF thermometer covers|N|prim|kstandard
DM-BG cord clamps|V|birth|xsterile
DM-BH safety boxes|V|cons|x5 l
A07DA03 loperamide|N|prim|c2 mg
A02BA02 ranitidine|N|acute|t150 mg,i50 mg
A07EC01 sulfasalazine|N|chron|t500 mg
B01AA03 warfarin|E|chron|t5 mg,t1 mg
B03XA01 erythropoietin|E*|rare|i4000 IU,i2000 IU
C07AG02 carvedilol|N|chron|t6.25 mg,t25 mg
C01DA02 glyceryl trinitrate|E|icu|i10 mg,t0.5 mg
G04BD04 oxybutynin|N|chron|t5 mg
H01BA02 desmopressin|E*|rare|i4 ug
J01DB04 cefazolin|V|surg|i1 g
J01FF01 clindamycin|E|acute|c300 mg,i600 mg
J02AA01 amphotericin B|V*|rare|i50 mg
J04AB02 rifampicin|V|psy|c300 mg
L01AA01 cyclophosphamide|V|onc|i500 mg,t50 mg
L01BC02 fluorouracil|V|onc|i500 mg
L03AA02 filgrastim|E*|onc|i300 ug
M01AC06 meloxicam|N|pain|t15 mg
N02AX02 tramadol|E|pain|c50 mg,i100 mg
N03AX12 gabapentin|N|psy|c300 mg
P01BA02 hydroxychloroquine|N|chron|t200 mg
R03BB01 ipratropium|E|acute|h20 ug,i0.25 mg
R03DA05 aminophylline|E|acute|i250 mg
S01HA02 oxybuprocaine, eye|N|rare|d0.4 %
V08AB05 iopromide|E|rare|i300 mg/ml
"""


@dataclass(frozen=True, slots=True)
class Item:
    """One product of the catalogue."""

    code: str
    name: str
    atc: str
    form: Form
    ven: str
    cold: bool
    profile: Profile

    @property
    def substance(self) -> str:
        """The code without the number of the form."""
        return self.code.rsplit("-", 1)[0]


def _read() -> tuple[Item, ...]:
    """First forms of all substances, then second ones: any beginning is a sensible formulary."""
    items: list[tuple[int, int, Item]] = []
    for line, text in enumerate(LINES.splitlines()):
        head, ven, profile, forms = text.split("|")
        atc, name = head.split(" ", 1)
        for nth, spec in enumerate(forms.split(",")):
            form, strength = FORMS[spec[0]], spec[1:]
            label = f"{name.capitalize()} {strength}, {form.name}"
            items.append(
                (
                    nth,
                    line,
                    Item(
                        f"{atc}-{nth + 1:02}",
                        label,
                        "" if atc.startswith("DM-") else atc,
                        form,
                        ven[0],
                        ven.endswith("*"),
                        PROFILES[profile],
                    ),
                )
            )
    return tuple(item for *_, item in sorted(items, key=lambda entry: entry[:2]))


CATALOGUE = _read()


def formulary(count: int) -> tuple[Item, ...]:
    """The first `count` products; raises ValueError when the catalogue has fewer."""
    if count > len(CATALOGUE):
        raise ValueError(f"the catalogue has {len(CATALOGUE)} products, not {count}")
    return CATALOGUE[:count]
