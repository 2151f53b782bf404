"""Names, titles, companies and notes from a file, made fit to stand in a draft, or refused.

Everything in an export was typed by somebody else and may be an order to a language model, a
link, or a joke. There is no filter that knows every trick, so the rules say what may pass, not
what may not: a title only so far as it is made of the words titles are made of, a name or a
company only in the shape of one. What does not pass is left out, and the draft gets along
without it. Each function gives the clean text or None.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from prospecting.drafting.language import (
    available,
    given_names,
    load,
    title_words,
    wordlike_names,
)
from prospecting.drafting.nothing import is_no_company, is_nothing, name_without_nothing
from prospecting.drafting.textual import fold, tokens, word_set

NAME_CAP = 60
TITLE_CAP = 70
COMPANY_CAP = 70
NOTE_CAP = 240

LINK = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,12}:/+|\bwww\d?\.|\bmailto:|\bjavascript:|\bdata:[a-z]+/"
    r"|(?<![\w@])(?:[\w-]+\.)+(?:com|net|org|io|de|fr|es|nl|eu|co|uk|ai|app|dev|ru|cn|info|biz|me|ly|"
    r"gl|at|ch|be|it|pl|us|xyz|site|online|shop|cloud|tech|page|link|click|top|gov|edu|tv|to|sh)"
    r"(?![\w-])(?:/\S*)?"
    r"|\b\w+ (?:dot|punkt|punt) (?:com|net|org|io|eu|de|nl)\b"
    r"|\b\w+ (?:point|punto) (?:com|net|org|io|eu|fr)\b|\b\w+ punto es(?=\s*[.,;!?]|\s*$))",
    re.I,
)
EMAIL = re.compile(
    r"[^\s@<>()]+\s?@\s?[^\s@<>()]+\.\w+"
    r"|\S+\s*[\[({]\s*(?:at|ät|@|arroba|arobase|apenstaartje)\s*[\])}]\s*\S+"
    r"|\b\w+ (?:at|ät|arroba|arobase|apenstaartje) \w+ (?:dot|punkt|point|punto|punt) \w+",
    re.I,
)
PHONE = re.compile(r"(?<![\w/])(?:\+|00|\(0|\b0)?\d(?:[\s()./-]{0,2}\d){6,}(?!\w)")
# "My number is oh-seven-one": whatever follows is not in the facts of an ask.
OWN_NUMBER = re.compile(
    r"\b(?:my|our|meine|unsere|mon|ma|notre|mi|nuestra|nuestro|mijn|ons|onze) "
    r"(?:phone |mobile |telephone |direct |e-?mail ?)?(?:number|address|phone|mobile|nummer|"
    r"telefonnummer|handynummer|adresse|num[ée]ro|número|dirección|móvil|adres|telefoonnummer)\b",
    re.I,
)
HANDLE = re.compile(r"(?<![\w@.])@\w{2,}|(?<!\w)#\w{3,}|\bt\.me/|\bwa\.me/")
MARKUP = re.compile(
    r"<[/!?a-z][^>]*>?|&(?:#\d+|#x[0-9a-f]+|[a-z]{2,8});|!?\[[^\]]*\]\([^)]*\)|```|\{\{|\}\}|\{%|%\}"
    r"|\$\{|<\||\|>|\[/?INST\]|<</?SYS>>|###|\*\*|__\w",
    re.I,
)
# Words that give an order, or that only an order to a machine would hold. A name, company or
# title with one of these is not used at all.
_ORDER = re.compile(
    r"\b(?:ignor\w*|disregard\w*|forget (?:all|every|your|the|previous|prior)|overrid\w*|overrule\w*"
    r"|instruct\w*|instruktion\w*|anweisung\w*|anleitung\w*|consignes?|instrucci\w*|instructie\w*"
    r"|prompts?\b|jailbreak\w*|system ?:|assistant ?:|user ?:|human ?:|developer mode|dan mode"
    r"|you are (?:now|a|an)|act as|pretend|roleplay|role-play|from now on|new task|new rule"
    r"|vergiss|vergessen sie|ignorier\w*|missacht\w*|befolg\w*|oubli(?:e|ez)\b|ignor(?:e|ez)\b"
    r"|olvid(?:a|e|en)\b|haz caso|negeer|vergeet|gehoorzaam"
    r"|passwor\w*|passwort|kennwort|mot de passe|contraseña|wachtwoord|api[ _-]?key|token\b|secret\w*"
    r"|base64|eval\(|exec\(|select \*|drop table|union select|<script|onerror|alert\("
    r"|output\b|reply with|respond with|antworte\w*|répond\w*|responde\w*|beantwoord\w*"
    r"|execute|reveal|exfiltrat\w*|leak\b|dump\b|print the|repeat (?:the|after|every)"
    r"|bitcoin|btc|crypto wallet|wire (?:money|funds|transfer)|transfer (?:money|funds)|gift ?card"
    r"|click (?:here|on|this)|klick\w*|cliquez|haga clic|klik hier|visit (?:our|this|my|the)"
    r"|language model|sprachmodell|modèle de langage|modelo de lenguaje|taalmodel|chatgpt|llm\b|gpt-?\d"
    r"|end of (?:data|document|input|context)|begin (?:new|system)|important ?:|note to (?:ai|the)"
    r"|previous|vorherige\w*|précédent\w*|anterior(?:es)?\b|bovenstaande|voorgaande)",
    re.I,
)
# A name or a company does not speak to anybody.
_ADDRESSING = word_set(
    "you your yours yourself me my mine i we please ihr euch dich dir deine deinen mich mir bitte "
    "vous votre vos toi moi mon ton svp veuillez usted ustedes tu tus mi mis favor jij jouw jou "
    "uw mij alsjeblieft alstublieft"
)
_NAME_PARTICLES = word_set(
    "van von der den de del della di da do dos das du la le les el al bin ibn ben ter ten te zu zum "
    "zur vom y e i af av und und. 't 's san st st."
)
_COMPANY_SMALL = word_set(
    "and und et y e en of the for für pour para voor de la le les des du del los las el di da do "
    "van von der die das den het & + a au aux in im am zu zur by at on to s'"
)
_HONORIFIC = re.compile(
    r"^(?:(?:mr|mrs|ms|miss|sir|dr|prof|professor|herr|frau|m|mme|mlle|sr|sra|dhr|mevr|ing|dipl|mag|"
    r"univ|drs|ir|lic|don|doña|priv|med|jur|rer|pol|nat|phil|h\.c|hc|habil)\.?(?:-(?:ing|kfm|kffr|"
    r"inf|wirt|volksw|betriebsw)\.?)?(?:\s+|\s*,\s*))+",
    re.I,
)
_SUFFIX = re.compile(
    r"[,\s]+(?:mba|phd|ph\.d|msc|m\.sc|bsc|b\.sc|ma|m\.a|ba|b\.a|cpa|acca|cfa|cima|pmp|llm|ll\.m|esq|jd|"
    r"md|jr|sr|ii|iii|iv|rn|mph|frm|shrm\S*|prince2|dba|meng|cissp|itil|csm|pmi\S*)\.?(?=$|[\s,])",
    re.I,
)
_NAME_SHAPE = re.compile(r"[^\W\d_]+\.?(?:['’\-][^\W\d_]+\.?)*")
_COMPANY_SHAPE = re.compile(r"[\w\s&.,'’+\-/()°!]+")
_LEGAL_END = word_set(
    "gmbh ag kg se ug sarl sas sa bv nv sl srl spa ltd limited plc llc inc corp co"
)
_INVISIBLE = {0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, 0x2800}


@lru_cache(maxsize=50_000)
def strip_hidden(text: str) -> str:
    """`text` on one line, without control, zero-width, bidirectional, tag or private characters.

    Compatibility forms (full width, mathematical letters) become the plain ones, white space
    one space, and stacked marks at most two a letter.
    """
    plain = unicodedata.normalize("NFKC", text[:4000])
    out: list[str] = []
    marks = 0
    for char in plain:
        kind = unicodedata.category(char)
        if kind in ("Zs", "Zl", "Zp") or char in "\t\n\r\x0b\x0c":
            out.append(" ")
        elif (
            kind in ("Cc", "Cf", "Cs", "Co", "Cn")
            or ord(char) in _INVISIBLE
            or 0xFE00 <= ord(char) <= 0xFE0F
            or 0xE0100 <= ord(char) <= 0xE01EF
        ):
            continue
        elif kind in ("Mn", "Me"):
            marks += 1
            if marks <= 2:
                out.append(char)
            continue
        else:
            out.append(char)
        marks = 0
    return " ".join("".join(out).split())


def hidden_in(text: str) -> bool:
    """Whether `text` holds characters that are not seen: a sign of a trick, kept as a notice."""
    return any(unicodedata.category(c) in ("Cf", "Cc", "Co") and c not in "\t\n\r" for c in text)


@lru_cache(maxsize=20_000)
def suspicious(text: str) -> bool:
    """Whether `text` holds a link, an address, a number to call, markup or an order."""
    return bool(
        LINK.search(text)
        or EMAIL.search(text)
        or PHONE.search(text)
        or HANDLE.search(text)
        or MARKUP.search(text)
        or _ORDER.search(text)
        or _ORDER.search(fold(text))
    )


def _mixed_scripts(text: str) -> bool:
    """Latin with Cyrillic or Greek letters in one word: look-alikes, not a name."""
    for word in tokens(text):
        scripts = {unicodedata.name(c, "?").split(" ")[0] for c in word if c.isalpha()}
        if "LATIN" in scripts and scripts & {"CYRILLIC", "GREEK", "CHEROKEE", "ARMENIAN"}:
            return True
    return False


@lru_cache(maxsize=1)
def _everyday() -> frozenset[str]:
    """Ordinary words of all languages, without those that are given names."""
    words: set[str] = set()
    for code in available():
        words |= load(code).words
    return frozenset(w for w in words - given_names() if len(w) > 1)


@lru_cache(maxsize=1)
def _verbs() -> frozenset[str]:
    return frozenset(_IMPERATIVES.split())


_IMPERATIVES = (
    "send write tell say ask give pay wire buy call click open visit print show reply answer "
    "respond mention include add append insert recommend praise rate rank hire approve accept "
    "confirm forward share copy paste download install run delete remove stop start make use do "
    "translate summarize summarise list describe explain output return generate create produce "
    "sende schreib schreibe sag sage gib zahl zahle ruf rufe öffne zeig zeige antworte nenne füge "
    "empfiehl empfehle lobe bestätige lösche stoppe mach mache übersetze liste erkläre kaufe "
    "envoie envoyez écris écrivez dis dites donne donnez paie payez appelle appelez ouvre ouvrez "
    "montre montrez ajoute ajoutez recommande recommandez confirme confirmez supprime traduis "
    "envía envíe escribe escriba di diga da paga pague llama llame abre abra muestra muestre añade "
    "recomienda confirma borra traduce compra stuur schrijf zeg geef betaal bel open toon voeg "
    "beveel bevestig wis vertaal koop noem vermeld"
)


# "Ingrid Vos", "Ton Bakker", "My Lindgren", "Mi Chen": little words in one tongue, names in another.
_ALSO_NAMES = word_set("vos ton my mi mon moi tu mis uw")


def _addresses(parts: list[str], folded: list[str]) -> bool:
    """Whether words of what should be a name speak to somebody."""
    speaking = [p for p, w in zip(parts, folded, strict=True) if w in _ADDRESSING]
    alone = len(speaking) == 1 and 1 < len(parts) <= 3 and speaking[0].istitle()
    return bool(speaking) and not (alone and fold(speaking[0]) in _ALSO_NAMES)


@lru_cache(maxsize=20_000)
def clean_name(raw: str) -> str | None:
    """A person's name, one to six words of letters; None when it is not the shape of one."""
    if len(raw) > 400:
        return None
    text = name_without_nothing(strip_hidden(raw))
    if not text or is_nothing(text) or suspicious(text) or _mixed_scripts(text):
        return None
    text = _plain_letters(text)
    text = re.sub(r"\([^)]{0,40}\)|[\"“”„«»][^\"“”„«»]{0,30}[\"“”„«»]", " ", text)
    text = re.split(r"\s[|•·–—/-]\s|[|•]", text)[0]
    while (shorter := _SUFFIX.sub(" ", text)) != text:
        text = shorter
    text = _HONORIFIC.sub("", " ".join(text.replace(",", " ").split()))
    text = " ".join(text.split()).strip(" -.'’")
    parts = text.split()
    own = [p for p in parts if fold(p) not in _NAME_PARTICLES]
    if not 1 <= len(own) <= 6 or len(parts) > 9 or len(text) > NAME_CAP:
        return None
    if any(not _NAME_SHAPE.fullmatch(p) or len(p) > 24 for p in parts):
        return None
    folded = [fold(p.strip(".")) for p in parts]
    if _addresses(parts, folded):
        return None
    latin = all("LATIN" in unicodedata.name(c, "") for c in text if c.isalpha())
    if not latin and not _short_foreign(text):
        return None
    if latin and not any(c.isupper() for c in text):
        text = " ".join(p if p in _NAME_PARTICLES else p.title() for p in parts)
    elif latin and text.isupper() and len(text) > 3:
        text = " ".join(
            p.lower() if fold(p) in _NAME_PARTICLES and i else _capital(p)
            for i, p in enumerate(parts)
        )
    elif latin:
        small = [
            p
            for p in parts
            if p[0].islower() and fold(p) not in _NAME_PARTICLES and "'" not in p and "’" not in p
        ]
        if len(small) > 1 or (small and len(parts) > 3):
            return None
    if folded[0] not in given_names() and folded[0] not in wordlike_names():
        plain = [
            w for w in folded if (w in _everyday() or w in _verb_set()) and w not in _NAME_PARTICLES
        ]
        if len(plain) >= 2 or (folded[0] in _verb_set() and len(parts) > 2):
            return None
        if len(parts) == 1 and plain:
            return None
    else:
        rest = [w for w in folded[1:] if w not in _NAME_PARTICLES]
        plain = [w for w in rest if w in _everyday() or w in _verb_set()]
        # "Will Transfer Money" is no name, "Mark Stone" is one.
        if len(plain) >= (3 if folded[0] in given_names() else 2):
            return None
    return text


def _short_foreign(text: str) -> bool:
    """A name in another script: two or three words with capitals, or four signs at most.

    Longer ones cannot be told from a sentence here; the user writes them in Latin letters.
    """
    words = text.split()
    cased = all(w[0].isupper() and w[1:].islower() for p in words for w in p.split("-") if w)
    scripts = {unicodedata.name(c, "?").split(" ")[0] for c in text if c.isalpha()}
    if len(scripts) != 1:
        return False
    return (cased and len(words) <= 4) or len(text.replace(" ", "")) <= 4


@lru_cache(maxsize=1)
def _verb_set() -> frozenset[str]:
    return frozenset(fold(w) for w in _verbs())


def _capital(word: str) -> str:
    return "-".join(p[:1].upper() + p[1:].lower() for p in word.split("-"))


def _plain_letters(text: str) -> str:
    """Without emoji and other pictures; letters, marks, digits and punctuation stay."""
    return "".join(c for c in text if unicodedata.category(c) != "So")


@lru_cache(maxsize=20_000)
def clean_title(raw: str) -> str | None:
    """The first part of a headline that is wholly made of title words; None when there is none.

    At most seven words. "CFO | Speaker | DM me" gives "CFO".
    """
    if len(raw) > 600:
        return None
    text = strip_hidden(raw)
    if not text or suspicious(text) or _mixed_scripts(text):
        return None
    known, roles = title_words()
    text = re.sub(r"\((?:[mwfdx]\s?[/|,]\s?){1,3}[mwfdx]\)", "", _plain_letters(text), flags=re.I)
    head = re.split(r"\s*[|•·;]\s*|\s[–—-]\s|\s@\s|\s(?:at|bei|chez|bij|en la empresa)\s", text)[0]
    for part in (head, head.split(",")[0], head.split("(")[0], head.split("/")[0]):
        piece = part.strip(" .,-–/:()")
        words = [w for w in re.split(r"[\s,/()]+|(?<=\w)-(?=\w)", piece) if w]
        if not 1 <= len(words) <= 7 or len(piece) > TITLE_CAP:
            continue
        folded = [_title_fold(w) for w in words]
        if any(re.search(r"[^\w\s,/()&.'’-]", w) for w in words):
            continue
        # A form in both genders ("Leiter/in", "directeur(trice)") is common and says enough.
        if all(
            w in known or w in ("in", "innen", "trice", "a", "e", "m", "w", "d", "f")
            for w in folded
        ) and any(w in roles or w in _BARE_TITLES for w in folded):
            return piece
    return None


def _title_fold(word: str) -> str:
    return fold(word.strip(".'’")).replace(".", "")


_BARE_TITLES = word_set(
    "head lead leader chief officer responsable partner cheffe principal encargado encargada "
    "medewerker assistant assistante assistentin assistent adjunct leitung direction direccion "
    "stellvertreter mitglied membre miembro lid president presidente executive"
)


# A firm that is called like its site, and nothing else in the cell.
_WEB_NAME = re.compile(r"[A-Z][\w-]{1,20}\.(?:com|io|ai|de|net|org)(?:,? Inc\.?)?")
# Any other ending that a mail program may take for a site's: "Evil.zip", "Login .bank". Endings of
# a legal form ("Co.kg") and of a file ("Node.js") are none.
_LIKE_A_HOST = re.compile(
    r"(?<![\w.])(?!(?:co|Co)\.kg\b)[\w-]{2,}\.(?!js\b)[a-z]{2,}|\s\.[a-z]{2,}"
)


@lru_cache(maxsize=20_000)
def clean_company(raw: str) -> str | None:
    """A company's name, up to seven words in the shape of one; None when it is not."""
    if len(raw) > 400:
        return None
    text = strip_hidden(raw)
    if not text or is_no_company(text) or _mixed_scripts(text):
        return None
    if EMAIL.search(text) or PHONE.search(text) or MARKUP.search(text) or _ORDER.search(fold(text)):
        return None
    # "Booking.com" is a name; a path or a scheme is a link.
    if HANDLE.search(text) or re.search(r"[a-z]:/|www\.|/\w+\.\w+|\.\w{2,4}/", text, re.I):
        return None
    if not _WEB_NAME.fullmatch(text) and (LINK.search(text) or _LIKE_A_HOST.search(text)):
        return None
    text = _plain_letters(text)
    text = re.split(r"\s[|•·–—]\s|[|•]", text)[0]
    text = " ".join(text.split()).strip(" ,-'’\"“”„«»:;")
    words = text.split()
    if not 1 <= len(words) <= 7 or len(text) > COMPANY_CAP:
        return None
    if not _COMPANY_SHAPE.fullmatch(text) or not any(c.isalpha() for c in text):
        return None
    if any("LATIN" not in unicodedata.name(c, "") for c in text if c.isalpha()):
        return None
    if any(len(w) > 30 for w in words) or re.search(r"[!?]|\.\s+[A-Z]\w+ \w+ \w+", text):
        return None
    if sum(c.isdigit() for c in text) > 4:
        return None
    folded = [fold(w.strip(".,()")) for w in words]
    if any(w in _ADDRESSING for w in folded):
        return None
    small = [
        w
        for w, f in zip(words, folded, strict=True)
        if w[0].islower() and f not in _COMPANY_SMALL and f not in _LEGAL_END
    ]
    if len(small) > 1 or (small and len(words) > 3):
        return None
    if folded[0] in _verb_set() and len(words) > 2:
        return None
    if text.isupper() and len(words) > 4 and not set(folded) & _LEGAL_END:
        return None
    plain = [
        f for f in folded if (f in _everyday() or f in _verb_set()) and f not in _COMPANY_SMALL
    ]
    if (
        len(words) > 3
        and (len(plain) >= 3 or (text.isupper() and len(plain) >= 2))
        and not (set(folded) & _LEGAL_END)
    ):
        return None
    return text


@lru_cache(maxsize=5_000)
def clean_note(raw: str) -> str | None:
    """A note, result or news in one clause without a full stop at its end; None when unfit."""
    text = strip_hidden(raw)
    if not text or len(text) > NOTE_CAP or suspicious(text) or _mixed_scripts(text):
        return None
    text = _plain_letters_keep_money(text).strip().rstrip(".!;,: ")
    if not 2 <= len(text.split()) <= 30 or not _NOTE_SHAPE.fullmatch(text):
        return None
    if _TO_THE_READER.search(fold(text)) or fold(tokens(text)[0]) in _verb_set() - _NOTE_VERBS:
        return None
    return text


_NOTE_SHAPE = re.compile(r"[\w\s,.:'’&%€$£()/+–—-]+")

# Words a note may well begin with.
_NOTE_VERBS = frozenset(
    {
        "open",
        "buy",
        "call",
        "stop",
        "start",
        "use",
        "make",
        "di",
        "da",
        "zeig",
        "rate",
        "share",
        "run",
        "hire",
        "print",
        "toon",
        "zahl",
        "return",
        "copy",
        "remove",
        "praise",
        "answer",
        "forward",
        "paste",
        "borra",
        "escribe",
    }
)


_TO_THE_READER = re.compile(
    r"\b(?:please|kindly|bitte|veuillez|por favor|alsjeblieft|alstublieft|must be|has to be|"
    r"(?:if|when) you|you (?:will|must|should|are|may|can)|instead of the|in (?:each|every) line|"
    r"dear (?:ai|model|reader|assistant)|as an ai|recipient|empfanger|destinataire|"
    r"destinatario|ontvanger|this (?:e-?mail|message|draft)|diese (?:mail|nachricht)|"
    r"ce (?:mail|message)|este (?:correo|mensaje)|dit bericht|the (?:draft|e-?mail) must|"
    r"(?:must|always|never) (?:say|write|include|mention|add|send|tell)|"
    r"(?:say|write|include|add|append|insert|tell) (?:that|the|this|a|an|them|him|her|it|in)\b)"
)


def _plain_letters_keep_money(text: str) -> str:
    return "".join(
        c for c in text if unicodedata.category(c) not in ("So", "Sk") and ord(c) < 0x1F000
    )
