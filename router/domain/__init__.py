"""What the hotline is: pure, standard library only, time always an argument."""
