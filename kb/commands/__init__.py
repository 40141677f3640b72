"""The subcommands of ``kb``, by what they are for; each reads arguments and calls one method."""
