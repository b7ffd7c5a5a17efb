"""Notifications without content: whoever was sent something in Stafett is told that there is something to read."""
