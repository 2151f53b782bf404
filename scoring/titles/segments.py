"""All roles of a title: parts between separators, what carries over them, slogans and companies."""

from __future__ import annotations

from typing import Final

from scoring.titles.grammar import CXO, DIRECTOR, ENTRY, MANAGER, VP, Role
from scoring.titles.lexicon import Kind, Word

# A managing director ("MD"), an amministratore delegato ("AD").
_LEADER: Final = Word(
    Kind.JOB, CXO, ("Operations", "Business Development"), weak=True, language="en"
)
_PHYSICIAN: Final = Word(Kind.JOB, ENTRY, ("Healthcare Services",), language="en")


class Roles:
    """The roles of one title in order, each with the functions that stood ahead of it."""

    __slots__ = (
        "ahead",
        "alone",
        "away",
        "bank",
        "carry",
        "found",
        "known",
        "noun",
        "present",
        "role",
        "romance",
        "slogan",
        "total",
        "was",
        "went",
    )

    def __init__(self) -> None:
        self.found: list[tuple[Role, list[str]]] = []
        self.role = Role()
        self.ahead: list[str] = []
        self.carry = ""
        self.away = self.slogan = False
        self.known = self.total = 0
        self.noun = -1
        self.alone: tuple[str, ...] = ()
        self.romance = False
        # Something that no word tells was former ("Former Ninja", "ex-Google"): anywhere in the
        # title, and in the part between strong separators; and whether such a thing is present.
        self.was = self.went = self.present = False

    def close(self, strong: bool, comma: bool) -> None:
        """End a part; its fields go to the role before or after where it has no head itself."""
        role = self.role
        if role.empty:
            self._note_nameless(role, strong)
            fields = [name for group in role.fields for name in group] + role.weak_fields
            if role.noun >= 0 and role.romance:
                fields = fields[role.lead :] + fields[: role.lead]
            if fields and self.found and not self.ahead and self.carry != "new":
                self.found[-1][0].fields.append(
                    fields if self.found[-1][0].romance else fields[::-1]
                )
            elif fields:
                self.ahead.extend(fields)
            if role.noun >= 0 and (role.words == 1 or role.romance):
                self.romance = role.romance
                self.noun = role.noun
                self.alone = role.alone if role.words == 1 else ()
            former = role.former
            senior, junior = role.senior, role.junior
            self.role = Role()
            if not strong:
                # "Ex-Google, CFO" is one now; "Former Sales, Marketing Director" was one.
                self.role.former = former and not (comma and self.went)
                self.role.senior, self.role.junior = senior, junior
                self.role.prep = role.prep and not comma and bool(self.found)
        else:
            role.own = len(role.fields)
            self.found.append((role, self.ahead))
            self.ahead = []
            self.carry = ""
            self.role = Role()
            if not strong and not comma:
                self.role.former = role.former
        if strong:
            if self.ahead:
                self._only_fields(role)
            self.carry = "new"
            self.went = False

    def _note_nameless(self, role: Role, strong: bool) -> None:
        """Note whether a part without a head tells what somebody was, or what they are."""
        if role.former and role.unknown and role.group is None:
            self.was = self.went = True
            role.fields.clear()
            role.weak_fields.clear()
        elif role.former and strong and not role.words and not role.unknown:
            if self.found and self.carry != "new":
                # "CFO (former)"
                self.found[-1][0].former = True
            else:
                self.was = True
        elif (role.words or (role.unknown and not self.went)) and not role.former:
            self.present = True

    def _only_fields(self, last: Role) -> None:
        alone = Role()
        # "Tax Senior"
        alone.senior, alone.junior = last.senior, last.junior
        self.found.append((alone, self.ahead))
        self.ahead = []


def read_roles(words: list[Word]) -> Roles:
    """The roles that the phrases of a title tell."""
    roles = Roles()
    role = roles.role
    skip = ""
    soft = comma = False
    for word in words:
        kind = word.kind
        if skip and kind is not Kind.STRONG:
            if kind is Kind.SEPARATOR:
                comma = word.mark == "comma"
                continue
            if not (comma and skip == "slogan" and word.level >= DIRECTOR):
                comma = False
                continue
            # "Proud dad, CEO": after a comma a slogan may end in a post.
            skip = ""
        if kind is Kind.UNKNOWN:
            role.unknown += 1
            roles.total += 1
            role.group = None
        elif kind is Kind.TOPIC:
            roles.known += 1
            role.topic(word)
        elif kind is Kind.JOB or kind is Kind.LEVEL:
            roles.known += 1
            if roles.found and role.words == 0 and _continues(roles, word):
                role.about_head = True
                continue
            head = role.head
            if soft and head and head.language != "es" and word.level >= MANAGER:
                # Dutch "CEO en oprichter"; in Spanish "en" says where.
                roles.close(False, False)
                role = roles.role
            role.person(word)
        elif kind is Kind.MARK:
            mark = word.mark
            if mark == "en":
                soft = True
                mark = "prep"
            if mark == "prep":
                if role.words or role.unknown:
                    role.prep = True
                role.group = None
            elif mark == "noise":
                continue
            elif mark == "and":
                roles.close(False, False)
                role = roles.role
            elif mark == "at":
                if role.words or role.unknown or roles.found:
                    skip = "company"
            elif mark == "slogan":
                skip = "slogan"
                roles.slogan = True
            else:
                roles.known += 1
                role = _mark(roles, role, word)
                if mark == "former" and role.head is not None:
                    skip = "former"
        else:
            skip = ""
            soft = False
            roles.close(kind is Kind.STRONG, word.mark == "comma")
            role = roles.role
    roles.close(True, False)
    return roles


def _leads(roles: Roles) -> bool:
    """Whether "AD" stands alone or beside another leader: an amministratore delegato."""
    return not roles.found or (roles.found[-1][0].level >= VP and not _german(roles))


def _german(roles: Roles) -> bool:
    """Whether the role before is a German one: "Oberst (a.D.)"."""
    head = roles.found[-1][0].head if roles.found else None
    return head is not None and head.language == "de"


def _continues(roles: Roles, word: Word) -> bool:
    """Whether a person after "and" is one more whom the role before serves."""
    before = roles.found[-1][0]
    return roles.carry != "new" and before.prep and before.about_head and word.level >= DIRECTOR


def _mark(roles: Roles, role: Role, word: Word) -> Role:
    """Let a mark change the role at hand; gives the role that goes on."""
    mark = word.mark
    if mark == "senior":
        role.senior = True
    elif mark == "junior":
        role.junior = True
    elif mark == "assistant":
        role.assist(word)
    elif mark == "chief":
        role.chief = True
        role.words += 1
    elif mark == "officer":
        role.officer(word)
    elif mark == "former":
        if role.head is None:
            role.former = True
    elif mark == "now":
        if role.head is not None:
            roles.close(False, True)
            role = roles.role
        role.former = False
    elif mark == "md":
        first = role.head is None and not role.words and not role.unknown and not roles.total
        role.person(_LEADER if first else _PHYSICIAN)
        role.physician = role.physician or first
    elif mark == "ad" and role.head is None and not role.words and _leads(roles):
        role.person(_LEADER)
    elif mark == "ad" and role.head is None and not _german(roles):
        # "Art Director (AD)"
        pass
    elif mark in ("retired", "seeking", "ad"):
        roles.away = True
    elif mark == "interim":
        role.interim = True
    elif mark == "freelance":
        role.freelance = True
    return role
