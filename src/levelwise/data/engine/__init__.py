"""Facts about lazily evaluated tables, which are never loaded into memory: aggregate queries in their engine."""
