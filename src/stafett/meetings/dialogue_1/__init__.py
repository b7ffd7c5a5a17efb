"""Dialogue meeting 1: the employer calls it, within seven weeks of full absence (aml. § 4-6 (4); S2:L205)."""
