"""The rules: dates and facts in, outcomes with reasons out. No Django, no reading or writing, no clock."""
