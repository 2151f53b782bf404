"""Names in Chinese, Japanese and Korean signs, however they stand in a file."""

from __future__ import annotations

import pandas as pd
import pytest

from prospecting.identity import match_people
from prospecting.identity.east_asian import native_name, without_address
from prospecting.identity.names import name_key


@pytest.mark.parametrize(
    ("text", "family", "given"),
    [
        ("王伟", "王", "伟"),
        ("王 伟", "王", "伟"),
        ("王小明经理", "王", "小明"),
        ("李雷先生", "李", "雷"),
        ("李小君", "李", "小君"),
        ("王先生", "王", ""),
        ("欧阳娜娜", "欧阳", "娜娜"),
        ("山本舞さん", "山本", "舞"),
        ("田中　太郎", "田中", "太郎"),
        ("田中 太郎様", "田中", "太郎"),
        ("佐々木陽一", "佐々木", "陽一"),
        ("松田くみ子", "松田", "くみ子"),
        ("森さくら", "森", "さくら"),
        ("김철수", "김", "철수"),
        ("김 철수님", "김", "철수"),
        ("남궁민수", "남궁", "민수"),
    ],
)
def test_a_name_in_signs_is_parted(text: str, family: str, given: str) -> None:
    assert native_name(text) == (family, given)


@pytest.mark.parametrize(
    "text", ["", "Anna Keller", "株式会社山本情報", "森", "Юрий Зайцев", "ジョンスミス"]
)
def test_what_is_no_name_in_signs_stays_whole(text: str) -> None:
    assert native_name(text) is None


def test_a_form_of_address_is_left_out_only_behind_a_name() -> None:
    assert without_address("太郎様") == "太郎"
    assert without_address("様") == "様"
    assert without_address("先生") == "先生"
    assert without_address("Dr. Keller") == "Dr. Keller"


@pytest.mark.parametrize(
    ("first", "last", "whole"),
    [
        ("太郎", "田中", "田中太郎様"),
        ("太郎様", "田中", "田中　太郎"),
        ("舞", "山本", "山本舞さん"),
        ("陽一", "佐々木", "佐々木陽一"),
        ("美華", "鄧", "鄧美華先生"),
        ("민수", "남궁", "남궁 민수님"),
        ("ＷＥＩ", "ＷＡＮＧ", "Wang, Wei"),
    ],
)
def test_columns_and_one_cell_hold_one_name(first: str, last: str, whole: str) -> None:
    assert name_key(first, last) == name_key(None, None, whole)
    rows = [
        {"first_name": first, "last_name": last, "company": "Vela Systems"},
        {"full_name": whole, "company": "Vela Systems"},
    ]
    rows += [
        {"full_name": f"{family}{given}", "company": f"{family} {given} Foods"}
        for family in "陈林黄周吴徐"
        for given in ("军", "洋", "勇", "艳", "杰", "娟", "涛", "超", "霞", "敏")
    ]
    found = match_people(pd.DataFrame(rows).fillna(""))
    assert found[0] == found[1]
    assert len(set(found)) == len(rows) - 1
