"""导入: files are read, shown, corrected, taken in; documents are taken out and put back."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app.drawing import frame
from app.drawing.document_facts import name_of
from app.drawing.import_preview import draw_preview
from app.drawing.labels import label
from app.state import changes, uploads
from app.state.access import Person
from app.state.changes import Change
from app.state.import_desk import ImportDesk, Job
from app.state.previews import Preview, preview
from kb import SUFFIXES, Document, KbError, ParsedDocument, read_document

Read = ParsedDocument | str

KINDS = "PDF、Word、WPS、OFD、网页、文本、表格、图片"


def draw() -> None:
    """Draw the page."""
    who = frame.person()
    frame.heading("导入", "放入文件，核对识别结果后确认；导入期间其他人可以照常查询。")
    if not who.may_edit:
        frame.notice("只读", "您的账号可以查询，不能导入或移出文件；如有需要请联系管理员。")
        return
    with frame.library() as library:
        documents = library.documents()
    refused = st.session_state.pop("refused", None)
    if refused:
        frame.notice("没有执行", refused)
    _draw_job(who)
    _draw_uploads(documents, who)
    _draw_removal(documents, who)
    _draw_removed(documents, who)


def _draw_uploads(documents: tuple[Document, ...], who: Person) -> None:
    chosen = frame.settings()
    batch = st.session_state.setdefault("batch", 0)
    brought = st.file_uploader(
        f"选择文件（{KINDS}；每个不超过 {chosen.most_megabytes} MB，"
        f"一次最多 {chosen.most_files} 个）",
        accept_multiple_files=True, max_upload_size=chosen.most_megabytes, key=f"upload-{batch}",
    )  # fmt: skip
    if not brought:
        return
    refused = uploads.refuse(
        [(file.name, file.size) for file in brought],
        most=chosen.most_files,
        megabytes=chosen.most_megabytes,
    )
    for reason in refused:
        frame.notice("不能导入", reason)
    if refused:
        return
    found: dict[str, Preview] = {}
    for file in brought:
        read = _read(file.file_id, file.name, file.getvalue())
        if isinstance(read, str):
            frame.notice("无法识别", read)
        else:
            one = preview(_staged(file.file_id), read, documents)
            if one.parsed.document.id in found:
                frame.notice("重复", f"{file.name}：与本批另一个文件内容相同，只导入一份。")
            found.setdefault(one.parsed.document.id, one)
    if found:
        _draw_previews(list(found.values()), documents, who)


def _read(file_id: str, name: str, content: bytes) -> Read:
    """What is in an upload, read once; or the sentence that says why it cannot be read."""
    known: dict[str, Read] = st.session_state.setdefault("read", {})
    if file_id not in known:
        data = frame.settings().data
        try:
            uploads.sweep(data)
            path = uploads.stage(data, uploads.safe_name(name, content, SUFFIXES), content)
            st.session_state[f"staged-{file_id}"] = path
            known[file_id] = read_document(path)
        except KbError as error:
            known[file_id] = str(error).replace(str(path), name)
        except OSError as error:
            known[file_id] = f"{name}：无法暂存（{error.strerror}）；请检查磁盘空间和权限。"
    return known[file_id]


def _staged(file_id: str) -> Path:
    path: Path = st.session_state[f"staged-{file_id}"]
    return path


def _draw_previews(previews: list[Preview], documents: tuple[Document, ...], who: Person) -> None:
    frame.part(f"识别结果（{len(previews)} 份），请核对")
    with st.form("accept", border=False):
        asked = [draw_preview(one, who.name) for one in previews]
        pressed = st.form_submit_button("确认导入", type="primary")
    if not pressed:
        return
    try:
        accepted = [one for one in (choose() for choose in asked) if one is not None]
        if not accepted:
            frame.notice("没有选中文件", "请至少勾选一份文件。")
            return
        st.session_state["job"] = _desk().take_in(accepted, documents, by=who.name)
    except KbError as error:
        frame.notice("没有导入", str(error))
        return
    st.session_state["batch"] += 1
    st.rerun()


def _desk() -> ImportDesk:
    chosen = frame.settings()
    return frame.desk(chosen, str(chosen.index))


def _draw_job(who: Person) -> None:
    """What is under way, whoever began it, and what became of this session's last change."""
    under_way, job = _desk().job, st.session_state.get("job")
    if under_way is not None and not under_way.finished:
        _draw_progress()
    elif job is None:
        return
    elif job.problem:
        frame.notice(f"{job.did}没有完成", job.problem)
    elif job.change is not None:
        _draw_change(job, job.change, who)


@st.fragment(run_every=0.5)
def _draw_progress() -> None:
    job = _desk().job
    if job is None or job.finished:
        st.rerun()
        return
    share = job.done / job.total if job.total else 0.0
    said = f"已处理 {job.done} / {job.total} 段" if job.total else "正在读取"
    st.progress(min(share, 1.0), text=f"正在{job.did}文件：{said}")


def _draw_change(job: Job, change: Change, who: Person) -> None:
    names = "；".join(name_of(document) for document in (*change.added, *change.removed))
    if names:
        frame.notice(f"已{job.did}", names, kind="done")
    if change.skipped:
        frame.notice("未重复入库", " ".join(change.skipped))
    with frame.library() as library:
        held = {document.id for document in library.documents()}
    for document in change.added:
        if document.id in held and job.did == "导入":
            st.button(
                f"撤销导入：{label(name_of(document))}", key=f"undo-{document.id}",
                on_click=_remove, args=(document, who),
            )  # fmt: skip


def _draw_removal(documents: tuple[Document, ...], who: Person) -> None:
    frame.part("移出文件")
    names = {document.id: label(name_of(document)) for document in documents}
    chosen = st.selectbox(
        "要移出的文件",
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder="选择一份文件",
    )
    if chosen and st.button("移出这份文件"):
        _confirm(next(document for document in documents if document.id == chosen), who)


@st.dialog("移出文件")
def _confirm(document: Document, who: Person) -> None:
    st.text(name_of(document))
    chosen = frame.settings()
    file = uploads.source_file(document, changes.source_folders(chosen))
    if file is None:
        st.text("这台机器上没有它的源文件，移出后不能恢复。")
    else:
        st.text("移出后不再参与查询；源文件会保留，可以随时恢复。")
        if file.is_relative_to(chosen.corpus.resolve()):
            st.text(f"它也在 {chosen.corpus} 文件夹里，下次重新建库时会再次收入。")
    if st.button("确认移出", type="primary", on_click=_remove, args=(document, who)):
        st.rerun()  # closes the panel


def _remove(document: Document, who: Person) -> None:
    try:
        st.session_state["job"] = _desk().take_out(document, by=who.name)
    except KbError as error:
        st.session_state["refused"] = str(error)


def _draw_removed(documents: tuple[Document, ...], who: Person) -> None:
    entries = uploads.removed_documents(frame.settings().data)
    if not entries:
        return
    frame.part("最近移出")
    for entry in entries:
        line, button = st.columns([5, 1], vertical_alignment="center")
        by = f"，{entry.by}" if entry.by else ""
        line.text(f"{entry.title}（{entry.at[:16].replace('T', ' ')}{by}）")
        button.button(
            "恢复", key=f"restore-{entry.file}", on_click=_restore, args=(entry, documents, who)
        )


def _restore(entry: uploads.Removed, documents: tuple[Document, ...], who: Person) -> None:
    try:
        st.session_state["job"] = _desk().put_back(entry, documents, by=who.name)
    except KbError as error:
        st.session_state["refused"] = str(error)


draw()
