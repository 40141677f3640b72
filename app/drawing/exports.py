"""Results as files, where ``kb`` can make them."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from app.drawing import frame
from app.state import journal
from app.state.access import Person
from kb import export_bytes, safe_file_name

FORMS = {"docx": "Word", "xlsx": "Excel", "pdf": "PDF", "md": "Markdown", "csv": "CSV"}


def export_buttons(result: Any, *, what: str, subject: str, who: Person, key: str) -> None:
    """Buttons that make ``result`` into a file when they are pressed."""

    def make(form: str) -> bytes:
        with frame.library() as library:
            content = export_bytes(result, form, library=library, question=subject)
        frame.log(journal.export_entry(who.name, what, form, subject))
        return content

    with st.popover("导出"):
        for form, name in FORMS.items():
            st.download_button(
                name,
                partial(make, form),
                file_name=safe_file_name(subject, date.today(), f".{form}"),
                key=f"export-{what}-{key}-{form}",
                on_click="ignore",
                width="stretch",
            )
