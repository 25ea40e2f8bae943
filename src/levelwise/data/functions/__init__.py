"""The functions a formula may call, one kind a file; nothing typed is evaluated as code."""
