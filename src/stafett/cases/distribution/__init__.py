"""Distribution of a unit's cases among its advisers: keys, absences, and redistribution that can be undone."""
