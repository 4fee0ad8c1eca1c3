"""What people look at: a report and an evaluation on the console, a report as HTML."""
