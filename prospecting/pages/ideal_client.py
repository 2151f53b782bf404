"""Ideal client: whom do I want?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from prospecting.pages import moves, parts, theme, undoing
from prospecting.pages.context import session
from prospecting.pages.profile_form import form, name_field
from prospecting.services import intake, planning, profiles, trials
from prospecting.services.session import Session
from prospecting.services.trials import Effect
from prospecting.services.views import ProspectView
from scoring.profile import Profile, ProfileError, parse_profile

NEW = "A new profile"
EDITS = "profile-edits"
CHOSEN = "profile-chosen"


def page() -> None:
    """The profile in sentences that can be edited, with its effect beside them."""
    now = session()
    parts.page_head("Ideal client", "Whom do I want?")
    undoing.undo(now)
    moves.said()
    saved = profiles.list_profiles(now)
    names = [one["name"] for one in saved]
    left, right = st.columns([3, 2], gap="large")
    with left:
        chosen = _chosen(saved, names)
        stored: dict[str, Any] = next(
            (one["profile"] for one in saved if one["name"] == chosen), {"name": ""}
        )
        edits: dict[str, dict[str, Any]] = st.session_state.setdefault(EDITS, {})
        value = edits.get(chosen, stored)
        name = name_field(value, f"{chosen}-{_turn()}")
    edited = {"name": name, **form(value, f"{chosen}-{_turn()}")}
    changed = _differs(edited, stored)
    if changed:
        edits[chosen] = edited
    else:
        edits.pop(chosen, None)
    # Beside the head, so that the number is in sight while a sentence is edited.
    with right:
        found = _effect(now, edited, stored if chosen in names else None)
    _buttons(now, edited, chosen, names, saved, changed)
    if found is not None and found.count:
        _unknown(found)
        _first_ten(now, found)
    _learned(now, edited, chosen)
    _side_by_side(now, chosen)
    _files(now, edited)


def _turn() -> int:
    """Grows where the form is filled anew from outside, so that its fields start afresh."""
    return int(st.session_state.get("profile-turn", 0))


def _refill(chosen: str, value: dict[str, Any] | None) -> None:
    """Show ``value`` in the form (the stored one where it is None) at the next drawing."""
    edits: dict[str, dict[str, Any]] = st.session_state.setdefault(EDITS, {})
    if value is None:
        edits.pop(chosen, None)
    else:
        edits[chosen] = value
    st.session_state["profile-turn"] = _turn() + 1


def _chosen(saved: list[dict[str, Any]], names: list[str]) -> str:
    wanted = st.session_state.pop("profile-next", None)
    current = next((place for place, one in enumerate(saved) if one["in_use"]), 0)
    if wanted in (*names, NEW):
        st.session_state[CHOSEN] = wanted
    elif st.session_state.get(CHOSEN) not in (*names, NEW):
        st.session_state[CHOSEN] = names[current] if names else NEW
    in_use = names[current] if names else ""
    picked = st.selectbox(
        "Profile",
        [*names, NEW],
        format_func=lambda name: f"{name} (in use)" if name == in_use else name,
        key=CHOSEN,
    )
    return str(picked)


def _differs(edited: dict[str, Any], stored: dict[str, Any]) -> bool:
    try:
        return parse_profile(edited) != parse_profile({"name": NEW, **_named(stored)})
    except ProfileError:
        return True


def _named(value: dict[str, Any]) -> dict[str, Any]:
    return {key: item for key, item in value.items() if key != "name" or item}


def _buttons(
    now: Session,
    edited: dict[str, Any],
    chosen: str,
    names: list[str],
    saved: list[dict[str, Any]],
    changed: bool,
) -> None:
    in_use = any(one["in_use"] and one["name"] == chosen for one in saved)
    if changed:
        parts.quiet("Not saved yet: today's plan still follows the profile as it was.")
    with st.container(horizontal=True):
        label = "Save" if in_use else "Save and use"
        if (changed or not in_use) and st.button(label, type="primary", key="profile-save"):
            if edited["name"] == NEW:
                raise ProfileError("Give the profile a name first.")
            name = undoing.save_profile(now, edited)
            _refill(chosen, None)
            st.session_state["profile-next"] = name
            st.rerun()
        if changed and st.button("Discard the edits", key="profile-discard"):
            _refill(chosen, None)
            st.rerun()
        if chosen in names and not in_use and not changed:
            if st.button("Use it", key="profile-use"):
                undoing.set_with_undo(
                    now,
                    profiles.IN_USE,
                    f"Profile “{parts.one_line(chosen)}” is in use.",
                    lambda: profiles.use_profile(now, chosen),
                )
                st.rerun()
            if len(names) > 1 and st.button(
                f"Remove {parts.escape_md(chosen)}", key="profile-remove", type="tertiary"
            ):
                undoing.remove_profile(now, chosen)
                st.rerun()


def _learned(now: Session, edited: dict[str, Any], chosen: str) -> None:
    """What sets the best clients apart, each part with a button; and who the best ones are."""
    names = intake.client_choices(now)
    if not names:
        return
    open_ = [one for one in trials.suggestions(now, edited) if not one.done]
    title = f"What your best clients suggest ({len(open_)})" if open_ else "Your best clients"
    with st.expander(title, icon=":material/school:", key="profile-learned"):
        _stars(now, names)
        notice = trials.learned_notice(now)
        if notice:
            parts.quiet(parts.escape_md(notice, 400))
        if open_ and st.button(f"Adopt all {len(open_)}", key="adopt-all"):
            value = dict(edited)
            for one in open_:
                value[one.key] = trials.adopt(value, one)
            _refill(chosen, value)
            st.rerun()
        for number, one in enumerate(open_):
            with st.container(horizontal=True, vertical_alignment="center", key=f"learn-{number}"):
                st.markdown(parts.escape_md(one.words), width="stretch")
                verb = "Add" if one.add else "Take out"
                if st.button(
                    f"{verb} {parts.escape_md(one.value)}", key=f"adopt-{number}", type="tertiary"
                ):
                    _refill(chosen, {**edited, one.key: trials.adopt(edited, one)})
                    st.rerun()
        if not open_ and not notice:
            parts.quiet("Your profile already says what sets your best clients apart.")


def _stars(now: Session, names: dict[str, str]) -> None:
    starred = [str(one) for one in trials.stars(now) if str(one) in names]
    picked = st.multiselect(
        "★ Your best clients",
        list(names),
        starred,
        format_func=lambda key: names[key],
        key=f"stars-{'-'.join(starred)}{undoing.turn('settings')}",
        placeholder="found from revenue, satisfaction and repeat business",
        help="Whom you would like more of. Your stars count beside the figures.",
    )
    if picked != starred and set(picked) != set(starred):
        undoing.set_with_undo(
            now,
            trials.STARS,
            "Your best clients are noted.",
            lambda: trials.set_stars(now, [int(one) for one in picked]),
        )
        st.rerun()
    if not starred:
        taken = [names[str(one)].split(",")[0] for one in trials.best_clients(now)]
        taken = [name for name in taken if name]
        if taken:
            more = f" and {len(taken) - 6} more" if len(taken) > 6 else ""
            parts.quiet(parts.escape_md(f"Taken for the best: {', '.join(taken[:6])}{more}.", 400))


def _files(now: Session, edited: dict[str, Any]) -> None:
    with st.expander("The profile as a file", icon=":material/description:", key="profile-files"):
        parts.quiet("The same file as `prospector profile set FILE.toml` reads.")
        try:
            text = profiles.profile_toml(edited)
        except ProfileError as error:
            parts.result_sentence("refused", str(error))
        else:
            st.download_button(
                "Save as TOML",
                text,
                file_name="profile.toml",
                mime="application/toml",
                key="profile-download",
                icon=":material/download:",
                on_click="ignore",
            )
        turn = st.session_state.get("profile-upload-turn", 0)
        uploaded = st.file_uploader("Take from a file", type=["toml"], key=f"profile-up-{turn}")
        if uploaded is not None:
            value = profiles.profile_from_toml(uploaded.getvalue().decode("utf-8-sig", "replace"))
            st.session_state["profile-upload-turn"] = turn + 1
            saved = [one["name"] for one in profiles.list_profiles(now)]
            target = value["name"] if value["name"] in saved else NEW
            _refill(target, value)
            st.session_state["profile-next"] = target
            st.rerun()


def _side_by_side(now: Session, chosen: str) -> None:
    """Every saved profile with its count, where there are several."""
    rows = trials.side_by_side(now)
    if len(rows) < 2:
        return
    st.subheader("Side by side", anchor=False)
    frame = pd.DataFrame(
        {
            "Profile": [f"{one.name} (in use)" if one.in_use else one.name for one in rows],
            "People": [one.count for one in rows],
            "Whom it wants": [one.sentence for one in rows],
        }
    )
    answer = st.dataframe(
        frame,
        hide_index=True,
        key=f"beside-{_turn()}",
        on_select="rerun",
        selection_mode="single-row",
        alt="Saved profiles with how many people fit each",
        column_config={
            "Profile": st.column_config.TextColumn(width=150),
            "People": st.column_config.NumberColumn(width=70, format="localized"),
            "Whom it wants": st.column_config.TextColumn(width=220),
        },
    )
    picked = [rows[at] for at in answer["selection"]["rows"] if at < len(rows)]
    if picked and picked[0].name != chosen:
        one = picked[0]
        parts.quiet(parts.escape_md(one.sentence, 600))
        if st.button(f"Show {parts.escape_md(one.name)}", key="beside-show"):
            st.session_state["profile-next"] = one.name
            st.session_state["profile-turn"] = _turn() + 1
            st.rerun()


def _effect(now: Session, edited: dict[str, Any], stored: dict[str, Any] | None) -> Effect | None:
    """How many fit the profile as edited, and what the edit changed."""
    try:
        profile = parse_profile(edited)
        before: Profile | None = parse_profile(stored) if stored else None
    except ProfileError as error:
        parts.result_sentence("refused", str(error))
        return None
    found = trials.effect(now, profile, before)
    st.metric("People who fit and can be reached", f"{found.count:,}")
    _change(found, before)
    if not len(found.judged.frame.person):
        parts.quiet("Nobody is imported yet, so the number is 0 for every profile.")
    elif found.notice:
        parts.quiet(parts.escape_md(found.notice, 400))
    return found


def _first_ten(now: Session, found: Effect) -> None:
    """Who comes first, with why and through whom, in two columns."""
    st.subheader("First ten", anchor=False)
    views = planning.list_prospects(now, limit=trials.TOP, judged=found.judged)
    for start in range(0, len(views), 2):
        for column, view in zip(st.columns(2), views[start : start + 2], strict=False):
            with column:
                _card(view)


def _card(view: ProspectView) -> None:
    with st.container(border=True, key=f"top-{view.prospect_id}", gap="xsmall", height="stretch"):
        st.markdown(f"**{parts.escape_md(view.name, 120)}** · {theme.fit_word(view.fit)}")
        work = parts.work_line(view.title, view.company)
        parts.quiet(parts.escape_md(work, 160) or "Role and company unknown")
        if view.introducers:
            way = view.introducers[0]
            parts.quiet(
                f"through {parts.escape_md(way.client_name)}, "
                f"{parts.evidence_words(way.tie_evidence, way.tie)}"
            )
        if view.reasons:
            parts.quiet(parts.escape_md(" ".join(view.reasons[:2]), 260))


def _change(found: Effect, before: Profile | None) -> None:
    if before is None or not (found.new or found.gone):
        return
    words = f"**{found.new:,} new, {found.gone:,} gone** by your edits"
    if found.top_new:
        verb = "is" if found.top_new == 1 else "are"
        words += f"; {found.top_new} of the first ten {verb} new"
    st.markdown(f"{words}.")


def _unknown(found: Effect) -> None:
    parts.quiet(f"Of what this profile asks for, {found.coverage:.0%} is known about them.")
    for gap in found.gaps[:3]:
        parts.quiet(f":material/help: {parts.escape_md(gap.sentence)}")
