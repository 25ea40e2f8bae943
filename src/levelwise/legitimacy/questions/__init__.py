"""Questions about a case, shared by several rules or too long for the file of one."""
