"""The synthetic region: invented people, work places and behaviour, calibrated to the published figures.

Everything about a region follows from its number of persons, its seed and its day. Nothing here is about anybody.
"""
