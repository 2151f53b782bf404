"""The data export with the columns that somebody chose: accounts without their parents."""

from __future__ import annotations

import pytest

from prospecting.exports import read_bytes


@pytest.mark.parametrize("chosen", ["Website", "BillingCountry", "NumberOfEmployees", "ParentId"])
def test_accounts_are_known_by_any_of_their_columns(chosen: str) -> None:
    text = f"Id,IsDeleted,Name,{chosen}\n001A,false,Force Inc,\n001B,true,Gone Inc,\n"
    found = read_bytes("Account.csv", text.encode())
    assert found.format == "salesforce-accounts"
    assert found.tables["companies"].column("source_id").to_pylist() == ["001A"]
    assert len(found.rejects) == 1
