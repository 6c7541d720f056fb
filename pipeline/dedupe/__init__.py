"""Near-duplicates: which texts are the same story. Pure: no database, no clock."""
