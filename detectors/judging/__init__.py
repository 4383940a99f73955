"""What is decided after measuring: rules, sets of them, and the verdict."""
