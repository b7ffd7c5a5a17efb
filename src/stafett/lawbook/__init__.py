"""The law as a document for those who know the field: parameters with their history, rules, examples, in words."""
