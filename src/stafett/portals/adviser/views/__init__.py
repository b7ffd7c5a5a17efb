"""One module per page of the adviser's portal."""
