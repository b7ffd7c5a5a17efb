"""Sick notes arriving: read, checked, taken in once, or put in quarantine."""
