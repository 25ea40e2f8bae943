"""What a picture shows: rows in groups, slopes, within and between groups."""
