"""The truth about a class: problems given, submissions, verdicts, feedback. Only the service opens it."""
