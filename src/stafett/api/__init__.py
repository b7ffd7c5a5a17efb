"""The HTTP API, one version beside the other. It stands beside the portals, on the domain and the rules."""
