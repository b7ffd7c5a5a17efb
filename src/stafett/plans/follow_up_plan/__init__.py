"""The follow-up plan of employer and employee (aml. § 4-6): versions, states, sharing; and what helps to write it."""
