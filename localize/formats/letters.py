"""What text in a language looks like, as far as it takes to tell legacy encodings apart.

The letters of each alphabet are those of the language's own orthography, the commonest first by
ordinary counts of running text; only their rough order matters. ASCII letters are left out: every
encoding that is weighed here agrees about them.
"""

from __future__ import annotations

from typing import Final

#: Language → its letters beyond ASCII, for languages in Latin script.
LATIN: Final = {
    "cs": "íáéěýřšžčůúťňďó",
    "da": "øæåéÆ",
    "de": "üäößé",
    "en": "éñïèçöü",
    "es": "óáíéñú¿¡ü",
    "et": "äõüöšž",
    "fi": "äöåé",
    "fr": "éèàêçâîôûùœëïüæÿ",
    "hr": "čćšžđ",
    "hu": "áéöóőüíúű",
    "is": "áðíéþóöæýú",
    "it": "èàìòùéóíî",
    "ca": "àéóíèçòúïü·",
    "lt": "ėųįšžąūęč",
    "lv": "āīēšūņļžčķģ",
    "nl": "ëéïóèöüáê",
    "no": "øåæéòôó",
    "pl": "łąężśóćńź",
    "pt": "ãáéçíóêõúâàôü",
    "ro": "ăîâşţșț",
    "sk": "áíéčýšžľúťôňäďóŕĺ",
    "sl": "čšžćđ",
    "sq": "ëç",
    "sv": "äåöéüà",
    "tr": "ıüşğçöiâîû",
    "vi": "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ",
}

#: Language → some of its commonest words, of those in plain ASCII letters.
WORDS: Final = {
    "ca": "el la de que i no en les els amb per un una jo del tu",
    "cs": "a se na je to v ne ale co jak tak ty do jsem by jen",
    "da": "jeg det er du ikke en at og har vi til den hvad med for ved",
    "de": "ich sie das ist du nicht die und es der wir was er zu ein mit",
    "en": "you the to it a that and is of in what me we this for",
    "es": "que no de la el en lo un por me una te los se con para",
    "et": "on ja ei ma see et sa kas mis oli kui siis aga nii oma ka",
    "fi": "on ja ei se en olen mutta ole oli hei kun sen nyt niin mit",
    "fr": "je de est pas le vous la tu que un il et les en une ce",
    "hr": "je da se ne u to na ja sam li i si mi ti za od",
    "hu": "a az nem hogy is egy van ez ha de mit csak meg itt vagy ki",
    "is": "ekki og er ekki hann til um hvar var ert vera hvað sem við",
    "it": "che non di la il un per sono ho mi ma lo ti una con si",
    "lt": "ir kad tai ne kaip bet mes tu jis yra su ar taip buvo",
    "lv": "es ir un tu nav ka to no vai kas tas par ar mums bet",
    "nl": "ik je het de dat is een niet en we van ze wat dit zijn voor",
    "no": "jeg det er du ikke en og har vi til hva den med for av meg",
    "pl": "nie to w na z co jest tak do jak ale mi o czy tym za",
    "pt": "que o de a e eu um se os uma do em com para me por",
    "ro": "nu ce de e pe la am cu un o mai ai din ca te mi",
    "sk": "a to je sa na nie si ale som tak do ako v by ty ich",
    "sl": "je in da se ne na to si sem v bi za mi kaj ti pa",
    "sq": "ne nuk e i u me do ta po ai jam si dhe ky mund se",
    "sv": "jag det du inte att en och vi som med den vad till om dig av",
    "tr": "bir bu ne ve mi da o ama ben sen bana evet ile var sana de",
    "vi": "anh em con cho ta trong ra khi sao ai nay hay hai cha",
}

#: Language → its letters, for alphabets that share none with ASCII.
ALPHABETS: Final = {
    "ar": "اليمنرتبودعسقهفكحجشصخطضغثءئأةذزىظإآؤپچگڤًٌٍَُِّْـ",
    "be": "аніреысткоялдувпьмзбцгйшхчжўёюэфщ",
    "bg": "аоиетнрсвлпдкмзубъгчщжцяйхшюфь",
    "el": "αοιετσνηυρπκμλςίόάγέδήωθύχφβώξζψϊϋΐΰ",
    "fa": "ایرندهموتبسشلکزفگعخقجآپحطصچضظذغژثئءأؤً",
    "he": "יוהלארתבשמנדחפקעכגטסצזםןךףץ",
    "mk": "аоиетнрсвдкплмузјгбчшцјќжфњљѓѕџх",
    "ru": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "sr": "аоиенрстјувкдмплзгбчшцжњћхљђфџ",
    "th": "านรอกเงมยลวดทสตะปบคหแจพชขใไโผซธถศฟภณญฐฮษฏฎฬฆฑฒฌฤ่้ีาัิุื์็ึูำๆฯํฺ๊๋",
    "uk": "оаниівтерскдлпумьзягбчйхцїжюєшфґщ",
}

#: The commonest hanzi of ordinary Chinese, those that both scripts share first, then each script's.
SIMPLIFIED: Final = frozenset(
    "的一是不了在人有我他中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可"
    "她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同"
    "三已老从动两长知样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定"
    "女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加"
    "吗吧呢谁让这"
)
TRADITIONAL: Final = frozenset(
    "的一是不了在人有我他中大來上個國到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可"
    "她裡後小麼心多天而能好都然沒日於起還發成事只作當想看文無開手十用主行方又如前所本見經頭面公同"
    "三已老從動兩長知樣現分將外但身些與高意進把法此實回二理美點月明其種聲全工己話兒者向情部正名定"
    "女問力機給等幾很業最間新什打便位因重被走電四第門相次東政海口使教西再平真聽世氣信北少關並內加"
    "嗎吧呢誰讓這裏"
)
#: The commonest syllables of running Korean.
HANGUL: Final = frozenset(
    "이다는을에의가고하지로도사기나어리자그한은들서있아라를대해인일정시스수게니와요것부장보만여주전"
    "제면내거마우성적원때으없안까네야말좀데냐죠거세상무더당오생동분러려과신음된했습좋"
)

#: Marks of running text in any language; harmless wherever a word does not run on across them.
PUNCTUATION: Final = frozenset("«»„“”‘’‚‹›–—―…°№€£º´·•\xa0\xad¿¡§®©™½♪♫×¶،؛؟־₪")
#: Marks of running text in East Asian scripts.
WIDE_PUNCTUATION: Final = frozenset(
    "　、。，．！？「」『』（）《》〈〉【】〔〕［］・：；…―—～〜‥“”‘’ー々〇♪♫→※％＆＋＝／"
    "０１２３４５６７８９"
)
