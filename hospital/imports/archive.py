"""Is this workbook safe to open? Looked up in the zip directory, before anything is unpacked."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from hospital.imports.errors import FileRefused

MAX_TOTAL_BYTES = 200_000_000
MAX_RATIO = 200
MAX_MEMBERS = 2_000
RATIO_FROM_BYTES = 1_000_000
"""Below a megabyte a high ratio is only a short, dull sheet."""


def check_archive(path: Path) -> None:
    """Raises FileRefused when the archive is broken, too large unpacked, or names odd places."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as fault:
        raise FileRefused(_("This is not a readable XLSX file. Save it again as XLSX.")) from fault
    if len(members) > MAX_MEMBERS:
        raise FileRefused(_("The workbook has too many parts inside. Save only the one sheet."))
    total = 0
    for member in members:
        total += member.file_size
        if ".." in PurePosixPath(member.filename).parts or member.filename.startswith("/"):
            raise FileRefused(
                _("The workbook names a part outside itself: %(part)s.") % {"part": member.filename}
            )
        bomb = member.file_size > MAX_RATIO * max(member.compress_size, 1)
        if bomb and member.file_size > RATIO_FROM_BYTES:
            raise FileRefused(
                _("A part of the workbook unpacks to over 200 times its size: refused.")
            )
    if total > MAX_TOTAL_BYTES:
        raise FileRefused(_("The workbook unpacks to over 200 MB. Split it, or save it as CSV."))
