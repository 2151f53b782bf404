"""What the user set: settings, profiles, mappings; vectors of texts; the audit log."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from prospecting.workspace.errors import Conflict, NotFound
from prospecting.workspace.load import Loading
from prospecting.workspace.once import dump

#: The setting that holds the id of the profile in use.
PROFILE_IN_USE: Final = "profile in use"


@dataclass(frozen=True, slots=True)
class SavedProfile:
    """An ideal client profile; ``version_id`` is what to expect when saving it again."""

    profile_id: int
    version_id: int
    name: str
    value: dict[str, Any]


class Preferences(Loading):
    """Settings and the like; append-only, the newest row holds."""

    # Settings and profiles --------------------------------------------------------------------

    def get_setting(self, name: str, default: Any = None) -> Any:
        """The value of a setting; ``default`` where it is not set."""
        rows = self.rows("store.get_setting", {"name": name})
        value = json.loads(rows[0]["value"]) if rows else None
        return default if value is None else value

    def setting_version(self, name: str) -> int:
        """What to expect when the setting is written; 0 before it ever was."""
        rows = self.rows("store.get_setting", {"name": name})
        return int(rows[0]["setting_id"]) if rows else 0

    def set_setting(self, name: str, value: Any, *, user: str, expected: int | None = None) -> int:
        """Write a setting (anything JSON can hold); its new version.

        Raises:
            Conflict: it was written since ``expected``.
        """
        with self.write(user) as t:
            if expected is not None:
                rows = t.rows("store.get_setting", {"name": name})
                if (int(rows[0][0]) if rows else 0) != expected:
                    raise Conflict(f"The setting “{name}” was changed meanwhile: look again first.")
            params = {"name": name, "value": dump(value), "user": user, "at": t.at}
            version = int(t.value("store.set_setting", params))
            t.changed("settings")
            return version

    def put_back_setting(self, name: str, before: int, *, user: str, expected: int) -> int:
        """Give a setting the value that it had in its version ``before`` (0: none was set); its
        new version.

        Raises:
            Conflict: it was written since ``expected``.
        """
        value = self.value("store.setting_value", {"name": name, "id": before})
        old = json.loads(value) if value is not None else None
        return self.set_setting(name, old, user=user, expected=expected)

    def list_profiles(self) -> list[SavedProfile]:
        """All profiles, by name."""
        return [
            SavedProfile(r["profile_id"], r["version_id"], r["name"], json.loads(r["value"]))
            for r in self.rows("store.profiles")
        ]

    def get_profile(self, name: str | None = None) -> SavedProfile | None:
        """The profile called ``name``, or the one in use; the only one is in use by itself."""
        profiles = self.list_profiles()
        if name is None:
            used = self.get_setting(PROFILE_IN_USE)
            found = [profile for profile in profiles if profile.profile_id == used]
            return (found or profiles or [None])[0]  # type: ignore[list-item]
        return next((profile for profile in profiles if profile.name == name), None)

    def save_profile(
        self, name: str, value: Mapping[str, Any], *, user: str, expected: int | None = None
    ) -> int:
        """Save a profile under its name, a new one or a new version; its id.

        Raises:
            Conflict: it was saved since ``expected`` (its version_id).
        """
        with self.write(user) as t:
            if expected is not None:
                have = {row[2]: row[1] for row in t.rows("store.profiles")}.get(name, 0)
                if have != expected:
                    raise Conflict(f"The profile “{name}” was changed meanwhile: look again first.")
            params = {"name": name, "value": dump(value), "removed": False}
            row = t.rows("store.save_profile", {**params, "user": user, "at": t.at})[0]
            t.changed("settings")
            return int(row[1])

    def put_back_profile(self, before: int, *, user: str, expected: int) -> None:
        """Give the profile of version ``expected`` the value that it had in the version ``before``
        (0: it is new, and goes again).

        Raises:
            Conflict: it was saved or removed meanwhile.
        """
        with self.write(user) as t:
            names = {row[1]: row[2] for row in t.rows("store.profiles")}
            if expected not in names:
                raise Conflict("The profile was changed meanwhile: look again first.")
            value = t.value("store.profile_value", {"id": before})
            params = {"name": names[expected], "value": value or "{}", "removed": value is None}
            t.run("store.save_profile", {**params, "user": user, "at": t.at})
            t.changed("settings")

    def remove_profile(self, name: str, *, user: str) -> None:
        """Take a profile off the list; asks made under it keep its id.

        Raises:
            NotFound: there is no such profile.
        """
        if self.get_profile(name) is None:
            raise NotFound(f"There is no profile called “{name}”.")
        with self.write(user) as t:
            params = {"name": name, "value": "{}", "removed": True, "user": user, "at": t.at}
            t.run("store.save_profile", params)
            t.changed("settings")

    def use_profile(self, name: str, *, user: str) -> int:
        """Put a profile in use; its id.

        Raises:
            NotFound: there is no such profile.
        """
        profile = self.get_profile(name)
        if profile is None:
            raise NotFound(f"There is no profile called “{name}”.")
        self.set_setting(PROFILE_IN_USE, profile.profile_id, user=user)
        return profile.profile_id

    # Vectors, mappings, audit -----------------------------------------------------------------

    def save_vectors(self, model: str, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep the vector of each text (rows of ``vectors``), once for each distinct text."""
        if not len(texts):
            return
        flat = pa.array(np.ascontiguousarray(vectors, np.float32).reshape(-1))
        rows = pa.FixedSizeListArray.from_arrays(flat, vectors.shape[1])
        staged = pa.table({"text": pa.array(list(texts), pa.string()), "vector": rows})
        with self.write("program", data=True, events=False) as t, t.lend("staged", staged):
            t.run("record.add_vectors", {"model": model})

    def load_vectors(self, model: str, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Vectors known of ``texts``."""
        table = self.read("record.vectors", {"model": model, "texts": list(texts)})
        return {
            text: np.asarray(vector, np.float32)
            for text, vector in zip(
                table["text"].to_pylist(), table["vector"].to_pylist(), strict=True
            )
        }

    def save_mapping(self, shape_key: str, toml: str, *, user: str) -> None:
        """Remember how a file of this shape is read."""
        with self.write(user) as t:
            params = {"shape": shape_key, "value": toml, "user": user, "at": t.at}
            t.run("store.save_mapping", params)

    def find_mapping(self, shape_key: str) -> str | None:
        """How a file of this shape was read last, as TOML."""
        value = self.value("store.find_mapping", {"shape": shape_key})
        return str(value) if value is not None else None

    def mapping_saved_on(self, shape: str) -> dt.date | None:
        """The day on which the mapping of files of this shape was saved."""
        return self.value("store.mapping_saved_on", {"shape": shape})  # type: ignore[no-any-return]

    def audit(self, action: str, *, user: str, **detail: Any) -> None:
        """Note who did what; ``detail`` holds numbers and names of things, never of people."""
        with self.write(user) as t:
            params = {"at": t.at, "user": user, "action": action, "detail": dump(detail)}
            t.run("store.audit", params)

    def load_audit(self) -> pa.Table:
        """The audit log, newest first."""
        return self.read("store.load_audit")
