"""One role out of the phrases of one part of a title: its head, its fields, its conditions.

In English, German and Dutch the last noun of a compound is the head ("Partner Manager" is a
manager), in Romance languages the first ("Assistante de direction" is an assistant); after a
preposition stands what the head is about, never another head ("Assistant to the CFO").
"""

from __future__ import annotations

from typing import Final

from scoring.titles.lexicon import LEVEL, Kind, Word

ROMANCE: Final = frozenset({"fr", "es", "pt", "it"})

UNPAID: Final = LEVEL["Unpaid"]
TRAINING: Final = LEVEL["Training"]
ENTRY: Final = LEVEL["Entry"]
SENIOR: Final = LEVEL["Senior"]
MANAGER: Final = LEVEL["Manager"]
DIRECTOR: Final = LEVEL["Director"]
VP: Final = LEVEL["VP"]
CXO: Final = LEVEL["CXO"]
PARTNER: Final = LEVEL["Partner"]
OWNER: Final = LEVEL["Owner"]

_HEALTH: Final = "Healthcare Services"
_ADMINISTRATIVE: Final = ("Administrative",)
_ADVISING: Final = ("Consulting",)
_PARTNERING: Final = ("Business Development",)
# What employees own: a product, a system, a project.
_THINGS: Final = frozenset(
    {"Product Management", "Information Technology", "Program and Project Management"}
)
_KEEPER: Final = Word(Kind.LEVEL, SENIOR, line=False, language="en")
# Fields of firms that partners own; "HR Partner" or "Marketing Partner" is an employee.
_PARTNERSHIPS: Final = frozenset({"Legal", "Accounting", "Consulting", "Finance", "Real Estate"})


class Role:
    """What one part of a title has said so far; ``level`` is -1 while nothing says how high."""

    __slots__ = (
        "about_head",
        "alone",
        "assistant",
        "base",
        "chief",
        "fields",
        "former",
        "freelance",
        "group",
        "head",
        "interim",
        "junior",
        "late_assistant",
        "lead",
        "level",
        "line",
        "noun",
        "own",
        "physician",
        "prep",
        "romance",
        "senior",
        "unknown",
        "weak_base",
        "weak_fields",
        "words",
    )  # fmt: skip

    def __init__(self) -> None:
        self.head: Word | None = None
        self.level = -1
        self.line = True
        self.base: list[str] = []
        self.weak_base: list[str] = []
        self.fields: list[list[str]] = []
        self.weak_fields: list[str] = []
        self.group: list[str] | None = None
        self.prep = self.about_head = self.romance = False
        self.senior = self.junior = self.assistant = self.late_assistant = False
        self.chief = self.former = self.interim = self.freelance = False
        self.noun = -1
        self.alone: tuple[str, ...] = ()
        # How many functions the first word gave: "Técnico de compras" works in purchasing.
        self.lead = 0
        # How many of the fields stand in this part of the title; -1 while it is being read.
        self.own = -1
        # "MD", taken for a managing director until a field of medicine turns up.
        self.physician = False
        self.unknown = 0
        self.words = 0

    @property
    def empty(self) -> bool:
        """Whether nothing but noise was seen."""
        return self.head is None and not self.assistant and not self.chief and not self.freelance

    def topic(self, word: Word) -> None:
        """A field of work."""
        self.words += 1
        if self.words == 1:
            self.noun, self.alone = word.level, word.alone
            self.lead = 0 if word.weak else len(word.functions)
        elif word.language not in ROMANCE:
            # Romance: "Comercial B2B" is one who sells; elsewhere the noun would come last.
            self.noun = -1
        if word.language in ROMANCE:
            self.romance = True
        if word.weak:
            self.weak_fields.extend(word.functions)
            return
        if self.group is None:
            self.group = []
            self.fields.append(self.group)
        self.group.extend(word.functions)

    def person(self, word: Word) -> None:
        """A word for a person: an occupation or a level."""
        self.words += 1
        if word.level == OWNER and word.size == 1 and word.language == "en" and self._of_a_thing():
            word = _KEEPER
        self.group = None
        head = self.head
        if self.assistant and head is None and (self.late_assistant or self.prep):
            self.about_head = True
            return
        if head is None:
            if self.prep and (self.fields or self.unknown) and word.level >= DIRECTOR:
                # "Office of the CEO", "Wife of the President"
                self.about_head = True
                return
            self._take(word)
            return
        if self.prep:
            self._about(word)
            return
        self._both(head, word)

    def _of_a_thing(self) -> bool:
        """Whether the field right before "owner" is no firm: "Digital Product Owner"."""
        return self.group is not None and not _THINGS.isdisjoint(self.group)

    def _take(self, word: Word) -> None:
        self.head = word
        self.level = word.level
        self.line = word.line
        if word.language in ROMANCE:
            self.romance = True
        if word.kind is Kind.JOB:
            (self.weak_base if word.weak else self.base).extend(word.functions)

    def _about(self, word: Word) -> None:
        """A person after a preposition: whom the role serves or leads."""
        self.about_head = True
        if word.kind is Kind.JOB and word.level <= MANAGER:
            self.weak_fields.extend(word.functions)
        elif word.level == PARTNER and word.kind is Kind.LEVEL:
            self.fields.append(list(_PARTNERING))

    def _both(self, head: Word, word: Word) -> None:
        """Two nouns for persons without a preposition between them."""
        functions = word.functions if word.kind is Kind.JOB else ()
        if head.functions == _ADMINISTRATIVE and self.level == ENTRY and word.level >= DIRECTOR:
            # "Executive Assistant CEO"
            self.about_head = True
        elif head.kind is Kind.LEVEL and self.level == ENTRY and word.level >= CXO:
            # "Referent Vorstand", "Mitarbeiter Geschäftsleitung"
            self.about_head = True
        elif self._serves(word):
            # "VP's Executive Assistant", "CEO Coach"
            self.base.clear()
            self.weak_base.clear()
            self._take(word)
            self.about_head = True
        elif word.level in (UNPAID, TRAINING) and self.level not in (UNPAID, TRAINING):
            self.level, self.line = word.level, False
            self.head = word
        elif self.level in (UNPAID, TRAINING):
            (self.weak_base if word.weak else self.base).extend(functions)
        elif self.romance and word.language != "en" and word.level < CXO:
            # Romance: the first noun is the head, the rest says which.
            if word.level == SENIOR:
                self.senior = True
            self.weak_fields.extend(functions)
        elif head.level > PARTNER and word.kind is Kind.JOB and word.level < MANAGER:
            # "Self-employed Photographer"
            self.base.extend(functions)
        elif head.level >= PARTNER and word.level < VP:
            # "Partner Manager", "Owner Relations Manager"
            if head.level == PARTNER and head.kind is Kind.LEVEL:
                self.fields.append(list(_PARTNERING))
            self.base.clear()
            self.weak_base.clear()
            self._take(word)
        else:
            if (
                word.kind is Kind.JOB
                and head.kind is Kind.LEVEL
                and head.level == DIRECTOR
                and word.level < MANAGER
            ):
                # "Head Bartender" leads a shift, not a department.
                self.level, self.line = MANAGER, False
            if word.level > self.level:
                self.level, self.line = word.level, word.line
                self.base[:0] = () if word.weak else functions
            elif word.level == self.level and word.language == "en" and not word.weak:
                # "Marine Biologist": the last of two occupations is meant.
                self.base[:0] = functions
            else:
                self.base.extend(() if word.weak else functions)
            if word.weak:
                self.weak_base.extend(functions)
            self.head = word

    def _serves(self, word: Word) -> bool:
        """Whether an English head after a leader's title is somebody who works for leaders."""
        if word.kind is not Kind.JOB or word.language != "en" or not DIRECTOR <= self.level <= CXO:
            return False
        if word.functions == _ADMINISTRATIVE:
            return word.level == ENTRY
        return self.level == CXO and word.functions == _ADVISING and word.level <= SENIOR

    def assist(self, word: Word) -> None:
        """The word "assistant", alone or with the preposition that follows it."""
        self.words += 1
        self.group = None
        if self.prep and self.head is not None:
            return
        if self.head is not None and self.level >= ENTRY and not self.romance:
            # "CEO Assistant"
            self.assistant = self.late_assistant = True
            self.head = None
            self.base.clear()
            self.weak_base.clear()
            self.level = -1
            return
        if self.head is None:
            self.assistant = True
            # "Assistant Manager" is a manager, "Assistentin Geschäftsführung" is none.
            self.late_assistant = word.language != "en" or word.size > 1 or bool(self.fields)
            self.prep = self.prep or word.size > 1

    def officer(self, word: Word) -> None:
        """The word "officer": the chief's, or an occupation of its own."""
        if self.chief:
            self.words += 1
            self.head, self.level, self.chief = word, CXO, False
        else:
            self.person(word)

    def finish(self) -> None:
        """Settle level and line once all words are in."""
        if self.chief:
            self._finish_chief()
        if self.assistant:
            self._finish_assistant()
        if self.level == PARTNER and self.head is not None and self.head.kind is Kind.LEVEL:
            # "Partner, Operations" is one of the firm: what stands behind a comma is a practice.
            own = self.fields if self.own < 0 else self.fields[: self.own]
            first = next((group for group in own if group), None)
            if first and not self.prep and self.head.size == 1 and first[0] not in _PARTNERSHIPS:
                self.level, self.line = SENIOR, False
        if self.freelance and self.level < 0:
            self.level = ENTRY
        if self.senior and self.level in (-1, ENTRY):
            self.level = SENIOR
        elif self.junior and (self.level in (-1, SENIOR, ENTRY) or self._learns()):
            self.level, self.line = ENTRY, False

    def _learns(self) -> bool:
        """Whether a junior one of this occupation leads nobody: "Junior Controller"."""
        head = self.head
        return head is not None and head.kind is Kind.JOB and self.level == MANAGER

    def _finish_chief(self) -> None:
        if self.head is None:
            self.level = CXO if self.fields or self.weak_fields or not self.unknown else DIRECTOR
            self.line = True
        elif self.level < CXO:
            # "Chief Accountant"
            self.level, self.line = max(self.level, MANAGER), False

    def _finish_assistant(self) -> None:
        if self.head is None:
            self.level, self.line = ENTRY, False
            if self.about_head or not self.fields:
                self.base[:0] = _ADMINISTRATIVE
            else:
                self.weak_base.extend(_ADMINISTRATIVE)
            if self.about_head:
                self.weak_fields.clear()
        else:
            self.line = False
            if self.level >= DIRECTOR:
                self.level = MANAGER
            elif self.level == SENIOR:
                self.level = ENTRY

    def functions(self, before: list[str]) -> tuple[list[str], list[str]]:
        """Functions best first, and those that give way to any other.

        ``before`` are the fields that stood ahead of this part.
        """
        # "Sales & Marketing Director", but "Founder" before the fields of the founder
        found = before + self.base if self.level < PARTNER else self.base + before
        for group in self.fields:
            found.extend(group if self.romance else reversed(group))
        return found, self.weak_base + self.weak_fields

    def heals(self) -> bool:
        """Whether a field or an occupation of medicine was named."""
        return _HEALTH in self.base or any(_HEALTH in group for group in self.fields)

    def practise(self) -> None:
        """Take "MD" for a doctor of medicine after all."""
        self.level, self.line = ENTRY, False
        self.base, self.weak_base = [_HEALTH], []
