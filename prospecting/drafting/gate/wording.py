"""The checks on the wording: each takes a text and gives (passed, detail, marks)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from prospecting.drafting.context import Context
from prospecting.drafting.draft import DraftText
from prospecting.drafting.facts import AskFacts
from prospecting.drafting.gate.known import _LEGAL, Known
from prospecting.drafting.language import Language
from prospecting.drafting.textual import (
    fold,
    folded_parts,
    folded_words,
    name_words,
    sentences,
    tokens,
    word_set,
)

Span = tuple[int, int]
Result = tuple[bool, str, tuple[Span, ...]]

# Two patterns: those that begin with a sign are found by that sign at once, the words need a
# boundary each.
_PLACEHOLDER_SIGN = re.compile(
    r"\{\{?[^{}\n]{0,60}\}?\}|\{%|%\}|<<[^<>\n]{1,40}>>|<[A-Za-zÀ-ÿ_ .-]{2,40}>"
    r"|\[(?!\s?\])[^\[\]\n]{1,60}\]|\$\{?[A-Za-z_]\w*\}?|%\(?\w*\)?[sd]\b|%[A-Z_]{3,}%"
    r"|_{3,}|\.{4,}|…{2,}|«\s*\w+\s*»(?=,)|\?\?\?+|\(\s*\)"
    r"|\((?i:[^()]{0,30}\b(?:insert|enter|add|fill in|einsetzen|einfügen|ergänzen|insérer|compléter|"
    r"poner|rellenar|insertar|invullen|invoegen)\b[^()]{0,30})\)"
    r"|\((?i:name|first name|company|vorname|firma|nom|prénom|société|nombre|empresa|naam|voornaam|"
    r"bedrijf)\)"
)
_PLACEHOLDER_WORD = re.compile(
    r"\b(?:[Xx]{3,}\b|TODO\b|TB[DC]\b|tb[dc]\b|FIXME\b|[Ll]orem ipsum\b|[Nn]\.\s?[Nn]\b"
    r"|(?:INSERT|EINFÜGEN|INSÉRER|INSERTAR|INVOEGEN)\b|(?:undefined|NaN|null|nan)\b"
    r"|[A-Z]{2,}_[A-Z_]+\b|(?:first|last|full|company|client|prospect)_?[Nn]ame\b"
    r"|(?:Vorname|Nachname|Firmenname|Prénom|Apellidos?|Voornaam|Achternaam|Bedrijfsnaam)\b"
    r"|(?:Hi|Hello|Dear|Hallo|Bonjour|Hola|Beste|Dag)\s+(?:None|,|:)"
    r"|(?:at|bei|chez|en|bij)\s+None\b|(?:at|bei|chez|bij)\s+[.,?!](?=\s|$)"
    r"|(?:at|chez)[.,?!](?=\s|$)"
    r"|(?:à compléter|à définir|por definir|por completar|(?:nader )?in te vullen|noch offen: |"
    r"to be (?:filled|confirmed|added|completed))"
    r"|(?:FIRST_?NAME|LAST_?NAME|NAME|COMPANY|VORNAME|NACHNAME|FIRMA|PRÉNOM|PRENOM|NOM|SOCIÉTÉ|"
    r"NOMBRE|APELLIDO|EMPRESA|VOORNAAM|NAAM|BEDRIJF)\b)"
)


# A cheap look first: every match of the words holds one of these.
_PLACEHOLDER_HINT = word_set(
    "todo tbd tbc fixme lorem n insert einfugen inserer insertar invoegen undefined nan null none "
    "firstname lastname fullname companyname clientname prospectname name company vorname nachname "
    "firmenname firma prenom nom societe nombre apellido apellidos empresa voornaam achternaam naam "
    "bedrijf bedrijfsnaam completer definir completar vullen offen filled confirmed added completed "
    "n.n n.n."
)
_PLACEHOLDER_LOOK = re.compile(
    r"[Xx]{3}|[A-Z]_|[a-z]_[Nn]ame|(?:at|bei|chez|bij)\s*[.,?!]"
    r"|(?:Hi|Hello|Dear|Hallo|Bonjour|Hola|Beste|Dag)\s+[,:]"
)


def _placeholders(text: str) -> list[re.Match[str]]:
    found = list(_PLACEHOLDER_SIGN.finditer(text))
    if not folded_words(text) & _PLACEHOLDER_HINT and not _PLACEHOLDER_LOOK.search(text):
        return found
    for match in _PLACEHOLDER_WORD.finditer(text):
        # "Ben Weber at." lacks a company; "what you look at." lacks nothing.
        bare = match.group()[-1:] in ".,?!" and match.group()[:-1] in ("at", "chez")
        if not bare or re.search(r"[A-ZÀ-Þ][\w.-]*,? $", text[: match.start()]):
            found.append(match)
    return sorted(found, key=lambda m: m.start())


@dataclass(frozen=True)
class View:
    """What a check looks at: the draft, its language, the facts and what they allow."""

    text: DraftText
    language: Language
    facts: AskFacts
    known: Known
    context: Context
    others: tuple[DraftText, ...]

    @cached_property
    def have(self) -> frozenset[str]:
        """The folded words of the body."""
        return folded_words(self.text.body)

    @cached_property
    def flat(self) -> str:
        """The body, of the same length, with the dots of "S.L." and "B. Weber" taken out."""
        return _ABBREVIATION.sub("·", self.text.body)


_ABBREVIATION = re.compile(r"(?<=\b[A-Z])\.|(?<=\b(?:Mr|Ms|Dr|St|Co))\.|\.(?=\w)")


def placeholder(view: View) -> Result:
    """1: nothing left to fill in."""
    text = view.text
    marks = []
    for match in _placeholders(text.body):
        if text.channel == "meeting" and re.fullmatch(r"\[ ?\]", match.group()):
            continue
        if text.channel in ("phone", "meeting") and _line_at(text.body, match.start()).isupper():
            continue  # a heading of the card
        marks.append(match.span())
    where = [
        name
        for name, part in (
            ("subject", text.subject),
            ("note", text.forwardable),
            ("note's subject", text.forwardable_subject),
        )
        if _placeholders(part)
    ]
    if not text.body.strip():
        return False, "The text is empty.", ()
    if marks or where:
        place = " and ".join([*(["text"] if marks else []), *where])
        return False, f"Something is still to be filled in, in the {place}.", tuple(marks)
    return True, "Nothing is left to fill in.", ()


def _line_at(text: str, place: int) -> str:
    end = text.find("\n", place)
    return text[text.rfind("\n", 0, place) + 1 : end if end >= 0 else len(text)]


def company_words(name: str) -> set[str]:
    words = {fold(w) for w in tokens(name)}
    return {w for w in words if w not in _LEGAL and len(w) > 1} or words


def one_prospect(view: View) -> Result:
    """3: exactly one prospect and company."""
    facts, text = view.facts, view.text
    if facts.prospect is None:
        return False, "There is no prospect; choose one.", ()
    someone = view.context.prospect
    if someone is None:
        return (
            False,
            "The contact's name cannot be used as it stands in the file; look at the record and "
            "correct it.",
            (),
        )
    have = view.have
    stems = have | {w.removesuffix("'s").removesuffix("s") for w in have}
    name_words = {fold(w) for w in tokens(someone.full)}
    if not name_words & stems:
        return False, f"{someone.full} is not named.", ()
    if text.channel != "phone":
        marks = _others_named(view)
        if marks:
            return False, "More than one person is asked about; keep to one.", marks
    many = tuple(m.span() for m in view.language.cues["many"].finditer(text.body))
    if many:
        return False, "It asks about people at large; keep to the one person.", many
    named = not someone.company or bool(company_words(someone.company) & stems)
    if not named and text.channel != "linkedin-note":
        return False, f"{someone.company} is not named.", ()
    missing = "" if someone.company else " The record has no company that can be named."
    return True, f"It is about {someone.full} alone.{missing}", ()


def _others_named(view: View) -> tuple[Span, ...]:
    own = set().union(*view.known.people) if view.known.people else set()
    marks: list[Span] = []
    for other in view.facts.others:
        words = [
            w
            for w in tokens(other.name)
            if fold(w) not in own
            and fold(w) not in view.known.words
            and len(w) > 2
            and w[0].isupper()
        ]
        for word in words:
            if word not in view.text.body:
                continue
            marks += [m.span() for m in re.finditer(rf"\b{re.escape(word)}\b", view.text.body)]
    return tuple(sorted(marks))


def tie_wording(view: View) -> Result:
    """4: words about their tie no stronger than the evidence."""
    cues, body = view.language.cues, view.flat
    level = view.facts.tie.evidence
    marks: list[Span] = []
    allowed_answer = level == "confirmed"
    recommended = any(s.kind == "recommendation" for s in view.facts.tie.how)
    linked = any(s.kind == "connected" for s in view.facts.tie.how)
    little = any(s.kind == "answer" and s.text == "little" for s in view.facts.tie.how)
    private = _message_talk(view)
    if not view.facts.tie.how and level == "unknown":
        marks += _linked(view)
    someone = name_words(view.facts.prospect.name) if view.facts.prospect else frozenset()
    places = {fold(w) for s in view.facts.tie.how for w in tokens(s.place) if len(w) > 2}
    # A look at the whole first: most texts claim nothing, and sentences need no second look.
    strong = cues["claim_strong"].search(body) is not None
    medium = cues["claim_medium"].search(body) is not None
    for start, _end, sentence in sentences(body):
        if allowed_answer and not little:
            break
        named = bool(someone & large_words(sentence))
        if not (strong or medium or named):
            continue
        question = sentence.rstrip().endswith("?") or bool(cues["know_soft"].search(sentence))
        for match in cues["claim_strong"].finditer(sentence) if strong else ():
            if _inside_question(sentence, match, question, view):
                continue
            if allowed_answer and _TOLD.search(match.group()):
                continue
            if _of_something_else(sentence, match, someone, view):
                continue
            if level == "likely" and _BOTH.search(match.group()) and cues["guess"].search(sentence):
                continue  # "I have a hunch that you two talk"
            # "I have no idea how well you two know each other"
            if cues["how_well"].search(sentence) and cues["guess"].search(sentence):
                continue
            if (
                places
                and places & folded_words(sentence)
                and _BOTH.search(match.group())
                and not _FRIEND.search(sentence)
            ):
                continue  # "you both were at Norvik" is in the record
            marks.append((start + match.start(), start + match.end()))
        if level in ("unknown", "potential"):
            for match in cues["claim_medium"].finditer(sentence) if medium else ():
                if _inside_question(sentence, match, question, view):
                    continue
                if question and cues["how_well"].search(sentence):
                    continue
                if cues["guess"].search(sentence[: match.end() + 30]) and not re.match(
                    r"\W*(?:since|because|as|da|weil|puisque|parce|comme|porque|omdat)\b",
                    sentence,
                    re.I,
                ):
                    continue
                if recommended and level == "potential" and "recommend" in sentence:
                    continue
                if places and level == "potential" and places & folded_words(sentence):
                    continue  # where both were is in the record
                if linked and "LinkedIn" in sentence:
                    continue  # so is that they are linked
                marks.append((start + match.start(), start + match.end()))
            if named and (place := _says_a_tie(sentence, view)):
                marks.append((start + place[0], start + place[1]))
    if private:
        return False, "What was in their messages is theirs; leave it out.", private
    if marks:
        return (
            False,
            f"The record says only “{level}” about their tie; these words claim more.",
            tuple(marks),
        )
    if level in ("unknown", "potential"):
        asked = cues["know_well"].search(body) or (
            view.text.kind == "mention" and cues["know_soft"].search(body)
        )
        if not asked and not cues["know_soft"].search(body) and not _asks_how_well(view):
            return (
                False,
                "Nobody knows how well they know each other; ask whether it is well enough.",
                (),
            )
    return True, f"The words fit the evidence: {level}.", ()


def _linked(view: View) -> list[Span]:
    """Where the text speaks of a link between the two, of which no file holds any."""
    marks = []
    for start, _end, sentence in sentences(view.flat):
        if sentence.rstrip().endswith("?") or view.language.cues["guess"].search(sentence):
            continue
        words = {fold(w) for w in tokens(sentence)}
        if words & {fold(w) for w in view.language.rules["cues"]["negation"]}:
            continue
        found = view.language.cues["linked"].finditer(sentence)
        marks += [(start + m.start(), start + m.end()) for m in found]
    return marks


@lru_cache(maxsize=4096)
def large_words(sentence: str) -> frozenset[str]:
    """The folded words of a sentence that begin with a capital: "Ben", not Dutch "ben"."""
    return frozenset(part for w in tokens(sentence) if w[0].isupper() for part in folded_parts(w))


def _of_something_else(
    sentence: str, match: re.Match[str], someone: frozenset[str], view: View
) -> bool:
    """Whether "knows … well" or "very well" is about neither of the two: "knows the pain well"."""
    cues = view.language.cues
    if cues["tie_you"].search(match.group()) or _FRIEND.search(match.group()):
        return False
    said = large_words(sentence)
    return not someone & (said | {w.removesuffix("s") for w in said}) and not cues[
        "each_other"
    ].search(sentence)


def _says_a_tie(sentence: str, view: View) -> Span | None:
    """Where a plain statement about the introducer and the prospect names a tie of any sort.

    Nobody can list every way to say that two people are close. A statement that names the
    prospect and speaks to the introducer says more than "unknown", unless it guesses, asks, or is
    about the ask itself.
    """
    cues = view.language.cues
    if view.facts.prospect:  # "Ingrid Vos" speaks to nobody, also where "vos" is a word
        for name in name_words(view.facts.prospect.name):
            if len(name) > 1 and cues["tie_you"].search(name):
                sentence = re.sub(rf"(?i)\b{re.escape(name)}\b", "·" * len(name), sentence)
    if cues["tie_fine"].search(sentence) or not cues["tie_you"].search(sentence):
        return None
    if match := cues["tie_relation"].search(sentence):
        return match.span()
    # Where nothing names a relation, "su" and "sie" may as well be theirs.
    shared = view.language.rules["backed"]["shared"]
    for match in cues["tie_you"].finditer(sentence):
        if sentence[match.start() : match.end()] not in shared:
            return match.span()
    return None


def _asks_how_well(view: View) -> bool:
    """Whether a question asks how well they know each other, the verb perhaps just before it."""
    cues = view.language.cues
    before = ""
    for _start, _end, sentence in sentences(view.flat):
        if (
            sentence.rstrip().endswith("?")
            and cues["how_well"].search(sentence)
            and (cues["know_verb"].search(sentence) or cues["know_verb"].search(before))
        ):
            return True
        before = sentence
    return False


_BOTH = re.compile(r"^(?:you both|the two of you|you two|sie beide|ihr beide|ihr zwei)\b", re.I)
# "You told me": true once the introducer has answered.
_TOLD = re.compile(
    r"\b(?:told|said|mentioned|gesagt|erzählt|von (?:dir|ihnen)|dit|sais par|dij\w+|dijo|cont\w+|"
    r"sé por|vertel\w+|zei|weet van)\b",
    re.I,
)


def _inside_question(sentence: str, match: re.Match[str], question: bool, view: View) -> bool:
    """Whether the claim is what the question asks: "do you know her well?", not "since you …"."""
    if not question:
        return False
    asked = view.language.cues["know_well"].search(sentence)
    if asked and asked.start() <= match.start() < asked.end():
        return True
    soft = view.language.cues["know_soft"].search(sentence)
    if soft and soft.start() <= match.start() < soft.end():
        return True
    lead = view.language.cues["question_lead"].search(sentence)
    return (
        lead is not None
        and _only_greets(sentence[: lead.start()], view.language)
        and not _FRIEND.search(sentence)
    )


def _only_greets(lead: str, language: Language) -> bool:
    """Whether nothing or a greeting stands there: "Hi Frank,"."""
    lead = lead.strip(" \n¿")
    return not lead or (
        lead[-1] in ",:"
        and language.cues_greeting.match(lead) is not None
        and lead.count(" ") <= _GREETS
    )


_GREETS = 4  # words of a greeting after the first
_FRIEND = re.compile(
    r"\b(?:your (?:good|close|old) |friend|freund|amie?s?\b|amig[oa]|vriend)", re.I
)


def _message_talk(view: View) -> tuple[Span, ...]:
    return tuple(m.span() for m in view.language.cues["messages"].finditer(view.text.body))


def way_out(view: View) -> Result:
    """5: at least one line that makes a no easy."""
    if view.language.cues["way_out"].search(view.flat) or _released(view):
        return True, "A no is easy.", ()
    return False, "Add a line that makes it easy to say no.", ()


def _released(view: View) -> bool:
    """Whether a sentence lets go on a condition: "if it is a bad idea, tell me".

    A condition about the one written to, and a denial or a "bad" in it. "If I do not hear from
    you I will assume …" lets nobody go.
    """
    table: dict[str, list[str]] = view.language.rules["release"]
    lead, bad, never = ({fold(w) for w in table[n]} for n in ("if", "bad", "not"))
    for _start, _end, sentence in sentences(view.flat):
        words = {part for w in tokens(sentence) for part in folded_parts(w)}
        if sentence.rstrip().endswith("?") or words & never:
            continue
        cues = view.language.cues
        pressed = cues["pressure"].search(sentence) and not cues["no_rush"].search(sentence)
        if words & lead and words & bad and not pressed:
            return True
    return False


def no_pressure(view: View) -> Result:
    """6: no word that presses, in the text or the note."""
    marks = []
    negations = {fold(w) for w in view.language.rules["cues"]["negation"]}
    where = ""
    for name, part in (
        ("text", view.text.body),
        ("subject", view.text.subject),
        ("note", view.text.forwardable),
    ):
        eased = [m.span() for m in view.language.cues["no_rush"].finditer(part)]
        for match in view.language.cues["pressure"].finditer(part):
            clause = re.split(r"[.!?\n]", part[max(0, match.start() - 30) : match.start()])[-1]
            before = [fold(w) for w in tokens(clause)[-2:]]
            if any(w in negations or w.endswith("n't") for w in before):
                continue
            # "Es eilt nicht": the negation follows.
            if any(start <= match.start() and match.end() <= end for start, end in eased):
                continue
            where = where or name
            if name == "text":
                marks.append(match.span())
    if where:
        return False, f"These words press ({where}); say it without.", tuple(marks)
    flattery = view.language.cues["flattery"]
    marks = [m.span() for m in flattery.finditer(view.text.body)]
    if marks or flattery.search(view.text.subject) or flattery.search(view.text.forwardable):
        return False, "Flattery presses too; thank for something true instead.", tuple(marks)
    return True, "No pressure.", ()
