"""What each subcommand of the command line does, by room: reading, coding, leaving, about."""
