"""Law and method as data: dated parameters, legal bases, and rule examples that a jurist can edit."""
