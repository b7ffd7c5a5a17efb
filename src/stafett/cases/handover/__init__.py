"""Hand-over: the baton is offered with its record, and held by the giver until the receiver has accepted it."""
