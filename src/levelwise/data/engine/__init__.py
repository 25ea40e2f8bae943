"""Facts about tables that stay where they are: aggregate queries run in the table's own engine."""
