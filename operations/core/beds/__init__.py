"""Beds: who is admitted when, lies in which room, is operated where and nursed by whom."""
