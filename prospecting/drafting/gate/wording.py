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
    count_words,
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


def _company_words(name: str) -> set[str]:
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
    named = not someone.company or bool(_company_words(someone.company) & stems)
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
        named = bool(someone & _large(sentence))
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
def _large(sentence: str) -> frozenset[str]:
    """The folded words of a sentence that begin with a capital: "Ben", not Dutch "ben"."""
    return frozenset(part for w in tokens(sentence) if w[0].isupper() for part in folded_parts(w))


def _of_something_else(
    sentence: str, match: re.Match[str], someone: frozenset[str], view: View
) -> bool:
    """Whether "knows … well" or "very well" is about neither of the two: "knows the pain well"."""
    cues = view.language.cues
    if cues["tie_you"].search(match.group()) or _FRIEND.search(match.group()):
        return False
    said = _large(sentence)
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
    if cues["tie_fine"].search(sentence) or not cues["tie_you"].search(sentence):
        return None
    match = cues["tie_relation"].search(sentence) or cues["tie_you"].search(sentence)
    return match.span() if match else None


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
        and not sentence[: lead.start()].strip(" \n¿")
        and not _FRIEND.search(sentence)
    )


_FRIEND = re.compile(
    r"\b(?:your (?:good|close|old) |friend|freund|amie?s?\b|amig[oa]|vriend)", re.I
)


def _message_talk(view: View) -> tuple[Span, ...]:
    return tuple(m.span() for m in view.language.cues["messages"].finditer(view.text.body))


def way_out(view: View) -> Result:
    """5: at least one line that makes a no easy."""
    if view.language.cues["way_out"].search(view.flat):
        return True, "A no is easy.", ()
    return False, "Add a line that makes it easy to say no.", ()


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


def forwardable(view: View) -> Result:
    """7: a note apart, 40 to 80 words, own subject, stands alone, nothing private."""
    note, subject = view.text.forwardable, view.text.forwardable_subject
    if not note.strip():
        return False, "The note to pass on is missing.", ()
    words = count_words(note)
    if not 40 <= words <= 80:
        return False, f"The note has {words} words; 40 to 80 can be read on a phone.", ()
    if not subject.strip() or subject.strip() == view.text.subject.strip():
        return False, "The note needs a subject of its own.", ()
    have = {fold(w) for w in tokens(note)}
    seller = view.facts.seller
    if not {fold(w) for w in tokens(seller.name)} & have:
        return False, "The note does not say who writes; it must stand alone.", ()
    if seller.company and not _company_words(seller.company) & have:
        return False, "The note does not name your company; it must stand alone.", ()
    if view.language.cues["leans"].search(note):
        return False, "The note leans on the mail above it; it must stand alone.", ()
    line = view.facts.disclosure.get(view.text.language, "")
    if line and not _says(note, line):
        return False, "The reward to your client must be told; put the line back into the note.", ()
    reason = _private_in_note(view, note.replace(line, " ") if line else note)
    if reason:
        return False, reason, ()
    return True, f"The note stands alone in {words} words.", ()


def _says(text: str, line: str) -> bool:
    """Whether every telling word of a line stands in a text."""
    return {fold(w) for w in tokens(line) if len(w) > 2} <= {fold(w) for w in tokens(text)}


def _private_in_note(view: View, note: str) -> str | None:
    facts = view.facts
    grams = _grams(note)
    for text, what in (
        (facts.introducer.achieved or "", "the result with your client"),
        *((t.text, "a need you noted") for t in facts.why_now if t.kind == "need"),
    ):
        if text and _gives_away(text, note, grams, view):
            return f"The note gives away {what}; leave it out."
    named = name_words(facts.introducer.name)
    for _start, _end, sentence in sentences(note) if named & folded_words(note) else ():
        if named & _large(sentence) and view.language.cues["client_words"].search(sentence):
            return "The note tells about your client; leave it out."
    own = (
        _company_words(facts.introducer.company)
        - _company_words(facts.prospect.company if facts.prospect else "")
        - {fold(w) for w in tokens(facts.seller.company)}
    )
    offered = {fold(w) for w in tokens(facts.seller.offer)}
    have = folded_words(note)
    if own and own <= have and not own <= offered:
        return f"The note names your client's firm, {facts.introducer.company}; leave it out."
    since = facts.introducer.client_since
    if (
        since
        and re.search(rf"\b{since.year}\b", note)
        and not any(str(since.year) in p for p in (facts.seller.offer, *facts.seller.proof))
    ):
        job = [t.when.year for t in facts.why_now if t.when]
        if since.year not in job:
            return "The note says since when your client is with you; leave it out."
    for match in view.language.cues["talk_private"].finditer(note):
        if fold(match.group()) not in {
            fold(w)
            for p in (facts.seller.offer, *facts.seller.proof, *facts.seller.offer_in.values())
            for w in tokens(p)
        }:
            return f"“{match.group()}” is about the deal; leave it out of the note."
    return None


def _gives_away(private: str, note: str, grams: set[tuple[str, ...]], view: View) -> bool:
    """Whether the note repeats a private text, and not only what offer and proof say anyway."""
    mine = _grams(private)
    said = mine & grams
    if not said:
        return False
    if 5 * len(said) >= 4 * len(mine):
        return True
    seller, code = view.facts.seller, view.language.code
    public = folded_words(
        " ".join(
            (
                seller.offer,
                *seller.proof,
                *seller.offer_in.values(),
                *seller.proof_in.get(code, ()),
            )
        )
    )
    stems = {w[:4] for w in public if len(w) > 3}
    own = {w for w in folded_words(private) if len(w) > 4 and w[:4] not in stems}
    return 2 * len(own & folded_words(note)) > len(own)


def _grams(text: str) -> set[tuple[str, ...]]:
    words = [fold(w) for w in tokens(text)]
    size = 4 if len(words) >= 4 else max(len(words), 2)
    return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}
