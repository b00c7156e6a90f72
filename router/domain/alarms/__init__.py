"""What is told to people outside the house: which alarms, how urgent, when, how often."""
