"""An article with furniture below it."""

SPOILED = (
    "Ferry line reopens after storm\n\n"
    "The ferry between the two islands runs again since Tuesday, the operator said, after a storm had damaged the ramp in "
    "the northern port. Repairs took nine days and cost about two million crowns, more than had been planned for the year.\n\n"
    "Passengers were glad. The bus detour over the bridge had taken them more than two hours each way in heavy traffic.\n\n"
    "Share This Article\nLeave a Comment\n"
)
