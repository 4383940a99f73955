"""The field's named quality measures."""
