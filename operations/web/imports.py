"""Records from a file, in a browser: upload, columns, what it would do, do it, undo it."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hospital.errors import ApplicationError, NotFound
from hospital.imports import looks, waiting
from hospital.imports.guess import column_label
from hospital.imports.keeper import MOST_ROWS
from hospital.imports.kept_looks import KeptLook, look_kept
from hospital.imports.kind import Kind
from hospital.imports.kinds import KINDS
from hospital.imports.reach import kinds_of, may_bring
from hospital.imports.shown import HIDDEN, gone_shown, rows_shown
from hospital.imports.tables import FORMULA_STARTS
from hospital.imports.template import write_template
from hospital.imports.turns import Busy
from hospital.imports.undo import LONGEST_REASON, SHORTEST_REASON, batch_seen, batch_undo, refusal
from hospital.imports.waiting import Waiting
from hospital.models import ImportBatch, Network
from hospital.said import listed
from operations import launch, services
from operations.admin.base import refusals_shown
from operations.models import Run, RunState
from operations.run_page import is_open
from operations.services.imports import LOOK, TAKE

ENCODINGS = ("", "cp1252", "cp1256")
SHOWN_BATCHES = 20
SHOWN_FAULTS = 200
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _page(request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
    common = {**admin.site.each_context(request), "title": title, "step": title}
    return render(request, f"operations/import/{name}.html", common | context)


def _required(request: HttpRequest) -> None:
    if not may_bring(request.user):
        raise PermissionDenied


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Choose what the file holds, and the file; below it, what came in before."""
    _required(request)
    if request.method == "POST":
        with refusals_shown(request):
            upload = request.FILES.get("file")
            if upload is None:
                raise ApplicationError(_("Choose a CSV or an XLSX file."))
            encoding = request.POST.get("encoding", "")
            found = looks.bring(
                user=request.user,
                kind=request.POST.get("kind", ""),
                network=request.POST.get("network", ""),
                chunks=upload.chunks(),
                name=upload.name or "",
                encoding=encoding if encoding in ENCODINGS else "",
            )
            return HttpResponseRedirect(reverse("import_file", args=[found.token]))
    batches = ImportBatch.objects.exclude(kind="demo").select_related("by")[: SHOWN_BATCHES * 10]
    seen = [batch for batch in batches if batch_seen(request.user, batch)][:SHOWN_BATCHES]
    return _page(
        request,
        "start",
        _("Import records"),
        kinds=[
            {
                "code": kind.code,
                "label": capfirst(str(kind.model._meta.verbose_name_plural)),
                "columns": listed(column_label(kind, name) for name in kind.required),
            }
            for kind in kinds_of(request.user)
        ],
        networks=looks.networks_of(request.user),
        batches=[(batch, _kind_label(batch.kind)) for batch in seen],
        brought=[
            (each, _kind_label(each.kind), services.import_run(each))
            for each in waiting.all_of(request.user)
            if not each.batch
        ],
        most_rows=MOST_ROWS,
        most_bytes=waiting.MOST_BYTES // 1_000_000,
        typed=request.POST or request.GET,
    )


def _kind_label(code: str) -> str:
    return capfirst(str(KINDS[code].model._meta.verbose_name_plural)) if code in KINDS else code


def _waiting(request: HttpRequest, token: str) -> Waiting:
    _required(request)
    try:
        return waiting.find(token=token, user=request.user)
    except NotFound as gone:
        raise Http404(gone.message) from gone


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest, token: str) -> HttpResponse:
    """The file's columns beside ours, then what it would do; nothing is written before "apply"."""
    found = _waiting(request, token)
    came_in = found.batch or _taken_in(found)
    if came_in:
        return HttpResponseRedirect(reverse("import_batch", args=[came_in]))
    if request.method == "POST":
        with refusals_shown(request):
            return HttpResponseRedirect(_changed(request, found))
        return HttpResponseRedirect(request.path)
    run = services.import_run(found)
    if run is not None and is_open(run):
        title = _("Import %(kind)s") % {"kind": _kind_label(found.kind)}
        return _page(request, "under_way", title, **_under_way(found, run))
    kind = KINDS[found.kind]
    names: tuple[str, ...] = ()
    firsts: dict[str, str] = {}
    try:
        header = looks.header(found)
        names, firsts = header.names, looks.first_row(found, header)
    except ApplicationError as refusal_said:
        messages.error(request, refusal_said.message)
    columns = looks.columns_proposed(found) if names else {}
    patients = {columns.get(name) for name, spec in kind.specs.items() if spec.is_patient}
    firsts |= {name: HIDDEN for name in firsts if name in patients}
    missing = looks.columns_missing(found, columns)
    context: dict[str, Any] = {
        "waiting": found,
        "kind_label": _kind_label(kind.code),
        "headers": [(name, firsts.get(name, "")) for name in names],
        "columns": [
            {
                "name": name,
                "label": column_label(kind, name),
                "required": spec.required and not (name == "network" and found.network),
                "chosen": columns.get(name, ""),
                "first": firsts.get(columns.get(name, ""), ""),
            }
            for name, spec in kind.specs.items()
        ],
        "missing": [column_label(kind, name) for name in missing],
        "amounts": [columns[name] for name in looks.whole_amounts(columns)],
        "left_out": [name for name in names if name not in columns.values()],
        "may_be_whole": kind.whole is not None,
    }
    if run is not None and run.state != RunState.DONE:
        context["ended"] = run
    if found.columns and not missing:
        try:
            context |= _look(request, found)
        except Busy as busy:
            messages.warning(request, busy.message)
    return _page(request, "file", _("Import %(kind)s") % {"kind": context["kind_label"]}, **context)


def _taken_in(found: Waiting) -> int:
    """The batch, where the worker was killed after it and before it said so beside the file."""
    run = services.import_run(found)
    return int(run.params.get("import", 0)) if run is not None else 0


def _under_way(found: Waiting, run: Run) -> dict[str, Any]:
    """How far a worker is with the file. rows: 0 where nobody counted them."""
    rows, read = waiting.rows_about(found), waiting.progress_kept(found)
    return {
        "waiting": found,
        "run": run,
        "kind_label": _kind_label(found.kind),
        "rows": rows,
        "read": read,
        "share": min(99, round(100 * read / rows)) if rows else 0,
        "taking": run.params["step"] == TAKE,
        "heard": services.worker_heard(),
        "ending": run.cancel_requested or run.stop_requested,
    }


@never_cache
@require_safe
def import_live(request: HttpRequest, token: str) -> HttpResponse:
    """What changes while a worker works on the file, as a piece of its page; 304 while nothing
    does."""
    found = _waiting(request, token)
    run = services.import_run(found)
    if run is None:
        raise Http404
    shown = _under_way(found, run)
    seen = (run.pk, run.state, *(shown[name] for name in ("read", "heard", "ending")))
    tag = f'"{zlib.crc32(repr((seen, get_language())).encode()):08x}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    answer = render(request, "operations/import/live.html", shown)
    answer.headers["ETag"], answer.headers["X-Run-Open"] = tag, "1" if is_open(run) else "0"
    return answer


def _look(request: HttpRequest, found: Waiting) -> dict[str, Any]:
    kept = look_kept(found)
    if kept is not None:
        kind = KINDS[found.kind]
        labels = _labels(kind, kept.columns)
        shown = kept.faults[:SHOWN_FAULTS]
        gone = {"gone_labels": _labels(kind, kind.specs), "gone": kept.gone[:SHOWN_FAULTS]}
        return {"look": kept, "labels": labels, "rows": kept.rows, "faults": shown, **gone}
    if services.import_by_worker(found):
        return {}  # it is asked for by its button, not by opening the page
    seen = looks.look(waiting=found, user=request.user)
    zone = Network.objects.filter(code=found.network).values_list("time_zone", flat=True).first()
    kind = KINDS[found.kind]
    chosen = [name for name in kind.specs if name in found.columns]
    labels, rows = rows_shown(kind, seen.rows, chosen, zone or "")
    gone_labels, gone = gone_shown(kind, seen.gone[:SHOWN_FAULTS], zone or "")
    return {
        "look": seen,
        "labels": labels,
        "rows": rows,
        "faults": seen.faults[:SHOWN_FAULTS],
        "gone_labels": gone_labels,
        "gone": gone,
    }


def _labels(kind: Kind, names: Iterable[str]) -> list[str]:
    return [column_label(kind, name) for name in names]


def _changed(request: HttpRequest, found: Waiting) -> str:
    """What a button does; where to go then."""
    if "_end" in request.POST:
        run = services.import_open(found)
        if run is not None:
            services.run_cancel(run=run, actor=request.user)
            messages.success(request, _("The run was asked to end."))
        return request.path
    services.import_free_required(found)
    if "_away" in request.POST:
        waiting.drop(found)
        return reverse("import")
    worker = services.import_by_worker(found)
    if "_apply" in request.POST:
        mark = request.POST.get("mark", "")
        if worker:
            launch.import_start(waiting=found, user=request.user, step=TAKE, mark=mark)
            return request.path
        batch = looks.carry_out(waiting=found, user=request.user, mark=mark)
        gone = batch.report.get("gone", 0)
        said = _("Taken in: %(new)s new, %(changed)s changed, %(same)s as they were.")
        if gone:
            said = _(
                "Taken in: %(new)s new, %(changed)s changed, %(same)s as they were; %(gone)s that "
                "the file does not have are 0."
            )
        counts = {"new": batch.created, "changed": batch.updated - gone, "same": batch.unchanged}
        counts["gone"] = gone
        messages.success(request, said % {name: number_format(n) for name, n in counts.items()})
        return reverse("import_batch", args=[batch.pk])
    sent = {name: request.POST.get(f"column_{name}", "") for name in KINDS[found.kind].specs}
    looks.columns_choose(waiting=found, columns=sent, extent=request.POST.get("extent", ""))
    if worker and not looks.columns_missing(found, found.columns):
        launch.import_start(waiting=found, user=request.user, step=LOOK)
        return request.path
    return f"{request.path}#look"


@never_cache
@require_safe
def import_faults(request: HttpRequest, token: str) -> HttpResponse:
    """What is wrong with the file, as a file."""
    try:
        seen = _looked(request, token)
    except Busy as busy:
        messages.warning(request, busy.message)
        return HttpResponseRedirect(reverse("import_file", args=[token]))
    header = [_("row"), _("column"), _("value"), _("what to do")]
    rows = ((each.row or "", each.column, each.value, each.message) for each in seen.faults)
    return _csv("faults", header, rows)


@never_cache
@require_safe
def import_gone(request: HttpRequest, token: str) -> HttpResponse:
    """What a whole file does not have and becomes 0, as a file: all of it, with what there was."""
    found = _waiting(request, token)
    try:
        seen = _looked(request, token)
    except Busy as busy:
        messages.warning(request, busy.message)
        return HttpResponseRedirect(reverse("import_file", args=[token]))
    kind = KINDS[found.kind]
    rows = seen.gone if isinstance(seen, KeptLook) else gone_shown(kind, seen.gone, "")[1]
    cells = ([cell.after if cell.before is None else cell.before for cell in r.cells] for r in rows)
    return _csv("gone", _labels(kind, kind.specs), cells)


def _looked(request: HttpRequest, token: str) -> looks.Look | KeptLook:
    found = _waiting(request, token)
    if not found.columns:
        raise Http404
    return look_kept(found) or looks.look(waiting=found, user=request.user)


def _csv(name: str, header: list[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    named = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    answer = HttpResponse("\ufeff", content_type=MEDIA["csv"], headers=named)
    writer = csv.writer(answer)
    writer.writerow(header)
    writer.writerows([_disarmed(str(cell)) for cell in row] for row in rows)
    return answer


def _disarmed(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


@require_safe
def import_template(request: HttpRequest, kind: str, fmt: str) -> HttpResponse:
    """An empty file of the kind, with one example."""
    _required(request)
    if kind not in KINDS or fmt not in MEDIA:
        raise Http404
    with TemporaryDirectory(prefix="mizan-template-") as folder:
        path = Path(folder) / f"{kind}.{fmt}"
        write_template(KINDS[kind], path)
        named = {"Content-Disposition": f'attachment; filename="{path.name}"'}
        return HttpResponse(path.read_bytes(), content_type=MEDIA[fmt], headers=named)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: what it did, and its way back."""
    _required(request)
    batch = get_object_or_404(ImportBatch.objects.select_related("by", "undone_by"), pk=pk)
    if not batch_seen(request.user, batch):
        raise Http404
    held: list[Any] = []
    if request.method == "POST":
        try:
            batch_undo(batch=batch, user=request.user, reason=request.POST.get("reason", ""))
        except ApplicationError as said:
            messages.error(request, said.message)
            held = said.extra.get("held", [])
        else:
            messages.success(request, _("The import was undone."))
            return HttpResponseRedirect(request.path)
    return _page(
        request,
        "batch",
        _("Import of %(file)s") % {"file": batch.file_name},
        batch=batch,
        kind_label=_kind_label(batch.kind),
        refusal=refusal(batch),
        held=held,
        least=SHORTEST_REASON,
        most=LONGEST_REASON,
        typed=request.POST.get("reason", ""),
    )
