"""The word files: all loaded, all phrases reachable, the licence of the model named."""

from __future__ import annotations

import pytest

from scoring.reference import DATA_DIR, load_toml
from scoring.titles import read_titles
from scoring.titles.lexicon import FILES, PHRASES, SINGLE
from scoring.titles.normalise import tokenise
from scoring.titles.phrases import phrases

FOLDER = DATA_DIR / "titles"


def test_every_word_file_is_loaded() -> None:
    assert sorted(path.stem for path in (FOLDER / "words").glob("*.toml")) == sorted(FILES)


def test_several_hundred_words_a_language() -> None:
    seen: dict[str, int] = {}
    words = [*SINGLE.values(), *(word for rows in PHRASES.values() for _, _, word in rows)]
    for word in words:
        seen[word.language] = seen.get(word.language, 0) + 1
    assert min(seen.values()) >= 500, seen


@pytest.mark.parametrize("name", FILES)
def test_every_phrase_is_found_as_written(name: str) -> None:
    table = load_toml(f"titles/words/{name}.toml")
    for section in ("jobs", "offline"):
        for levels in table.get(section, {}).values():
            for listed in levels.values():
                for phrase in listed:
                    words = phrases(tokenise(phrase))
                    assert len(words) == 1, (phrase, words)
                    assert words[0].level >= 0 or words[0].mark, phrase


def test_offline_posts_never_decide() -> None:
    table = load_toml("titles/words/en_levels.toml")["offline"]
    listed = [phrase for levels in table.values() for names in levels.values() for phrase in names]
    assert not [t for t, r in zip(listed, read_titles(listed), strict=True) if r.decision_maker]


def test_the_model_is_small_and_names_its_source() -> None:
    assert (FOLDER / "functions_model.npz").stat().st_size < 3_000_000
    source = (FOLDER / "model_source.txt").read_text(encoding="utf-8")
    assert "O*NET 27.0 Database" in source
    assert "CC BY 4.0" in source
    assert "modified" in source
