"""Improving a finished bed plan, part by part."""
