"""What is kept: one writer's working file, and the published file that anyone may read."""
