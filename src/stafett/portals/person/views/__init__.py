"""Views of the person's own pages: each reads, or calls one service, and renders."""
