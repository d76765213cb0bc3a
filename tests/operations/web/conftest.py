"""The region of the admin's tests."""

from tests.operations.admin.conftest import region

__all__ = ["region"]
