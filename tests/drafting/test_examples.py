from __future__ import annotations

from prospecting.drafting.examples import PAGE, examples, main, page


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
    assert main(["--check"]) == 0


def test_ten_in_three_languages_and_all_stand_the_checks() -> None:
    made = [draft for _what, draft in examples()]
    assert len(made) == 10
    assert {d.language for d in made} >= {"en", "de", "fr"}
    assert {d.kind for d in made} >= {"first", "opt-in", "follow-up-1", "stop", "thanks-outcome"}
    assert {d.channel for d in made} >= {"email", "linkedin", "phone"}
    for draft in made:
        assert not draft.failed(), [c.detail for c in draft.failed()]
