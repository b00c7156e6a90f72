"""What `hotline bench` measures."""
