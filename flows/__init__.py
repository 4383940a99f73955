"""Everything that touches the world: files, database, schedule, command."""
