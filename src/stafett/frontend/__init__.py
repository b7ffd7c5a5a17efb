"""How pages look and speak: assets, base templates, components, words, security headers."""
