"""Pages to read offer nothing to change, and their tables escape what is put into them."""

from __future__ import annotations

import pytest
from django.contrib import admin

from hospital.admin.readonly import ReadOnlyAdmin, table

READ_ONLY = [each for each in admin.site._registry.values() if isinstance(each, ReadOnlyAdmin)]


def test_cells_are_escaped():
    assert table(["<a>"], [["<b>", 1]]) == (
        '<table class="mizan-table"><tr><th>&lt;a&gt;</th></tr>'
        "<tr><td>&lt;b&gt;</td><td>1</td></tr></table>"
    )


@pytest.mark.parametrize("page", READ_ONLY, ids=lambda page: page.model.__name__)
def test_nothing_is_deleted_without_a_word_of_its_own(page, rf):
    own = type(page).has_delete_permission is not ReadOnlyAdmin.has_delete_permission
    assert own or page.has_delete_permission(rf.get("/")) is False
