"""Questions about a case, each the business of one or several rules."""
